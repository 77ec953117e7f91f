export type { Block, Button, ButtonAction, Document, Inline, Text } from './document.ts';
export {
  formatBytes,
  formatClock,
  formatDate,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatPercent,
  formatUtc,
  formatZone,
} from './format.ts';
export { renderMarkdown } from './markdown.ts';
export { escapeMarkdown } from './markdown-inline.ts';
export { cleanLine, cleanText, inlinesOf, inlineText, plainText, type RenderOptions, timeText } from './plain.ts';
export { plainDocument } from './plain-document.ts';
export { createTexts, type Locale, locales, type Texts, type TextsOptions } from './texts.ts';
