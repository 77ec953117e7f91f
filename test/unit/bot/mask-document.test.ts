import { expect, test } from 'vitest';
import { maskDocument } from '../../../src/bot/mask-document.ts';
import type { Document } from '../../../src/document/index.ts';

const SECRET = 's3cret';
const mask = (text: string) => text.replaceAll(SECRET, '[masked]');

test('every text of a document is masked, wherever it stands; buttons stay as they are', () => {
  const document: Document = {
    blocks: [
      { kind: 'heading', text: SECRET },
      { kind: 'paragraph', text: [SECRET, { kind: 'bold', text: SECRET }, { kind: 'time', at: 1, show: 'time' }] },
      { kind: 'quote', text: { kind: 'link', text: SECRET, url: 'https://example.com' } },
      { kind: 'code', text: `password ${SECRET}` },
      { kind: 'list', items: [SECRET, [SECRET]] },
      { kind: 'tasks', items: [{ done: true, text: SECRET }] },
      { kind: 'table', header: [SECRET], rows: [[SECRET, [SECRET]]] },
      {
        kind: 'details',
        summary: SECRET,
        blocks: [{ kind: 'details', summary: '', blocks: [{ kind: 'code', text: SECRET }] }],
      },
      { kind: 'divider' },
    ],
    buttons: [[{ label: 'Go', action: { kind: 'callback', data: `i.1.${SECRET}` } }]],
  };
  const masked = maskDocument(document, mask);
  expect(JSON.stringify(masked.blocks)).not.toContain(SECRET);
  expect(JSON.stringify(masked.blocks).match(/\[masked\]/g)).toHaveLength(13);
  expect(masked.buttons).toEqual(document.buttons);
});
