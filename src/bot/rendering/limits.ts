/** Limits of the Bot API 10.3: core.telegram.org/bots/api, and the JSDoc of @grammyjs/types 5.0.0. */

/** `sendMessage.text`: UTF-16 units after entities parsing. */
export const messageLength = 4096;
/** `caption` of a photo or document, likewise. */
export const captionLength = 1024;
/** "Rich Message Limits": characters (counted here in UTF-16 units, which are never fewer), blocks of every kind, columns. */
export const rich = { length: 32_768, blocks: 500, columns: 20 } as const;
/**
 * How deep details may nest. Inside the innermost come list, item, paragraph and formatting, so that
 * the whole stays well below the 16 levels of nested formatting and blocks.
 */
export const detailsDepth = 6;
/** Characters of a monospace line before a phone wraps it. */
export const monospaceWidth = 34;

export const button = { label: 20, dataBytes: 64, copyLength: 256, perRow: 3, total: 100 } as const;
/** `ForceReply.input_field_placeholder`. */
export const placeholderLength = 64;
