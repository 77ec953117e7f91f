import fc from 'fast-check';
import type { Block, Button, Document, Inline, Text } from '../../../src/document/index.ts';

/** What has broken renderers before: markup of every kind, invisible characters, halves of characters. */
const nasty = [
  '*',
  '**',
  '_',
  '__',
  '~',
  '~~',
  '`',
  '``',
  '```',
  '\n```\n',
  '~~~',
  '|',
  '||',
  '\\',
  '\\|',
  '\\`',
  '$',
  '$$',
  '#',
  ' #',
  '# ',
  '## x',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\t',
  ' ',
  '    ',
  '\u00a0',
  '- ',
  '+ ',
  '* ',
  '1. ',
  '1',
  '.',
  ') ',
  '> ',
  '---',
  '\n---\n',
  '===',
  ':-:',
  '|-|',
  ': ',
  '[ ] ',
  '[x]',
  '[a](http://e.example)',
  '![',
  '!',
  '](',
  '<',
  '>',
  '<b>',
  '</b>',
  '</pre>',
  '</blockquote>',
  '</details>',
  '<!--',
  '<script>',
  '&',
  '&amp;',
  '&#42;',
  '&lt',
  'amp;',
  ';',
  '"',
  "'",
  '(',
  'http://e.example/?a=1&copy;=2',
  'www.example.com',
  'bob@example.com',
  '@admin',
  '/restart',
  '#12',
  '\0',
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u2028',
  '\u0085',
  '\ud83d',
  '\udc00',
  '\u3164',
  '😀',
  '👩‍👩‍👧',
  '🇩🇪',
  'é',
  'Ж',
  '漢字',
  'word',
  'a',
  'B',
  '7',
  '✗',
  '…',
] as const;

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...nasty) },
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
/** `small`: for a parser that takes seconds for what Telegram's limits are tested with. */
type Size = 'small' | 'large';

function arbitraries(size: Size) {
  const shortText = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
  const longText = fc
    .tuple(piece, fc.integer({ min: 200, max: 6000 }))
    .map(([text, times]) => text.repeat(times).slice(0, 40_000));
  const anyText = fc.oneof(
    { weight: 12, arbitrary: shortText },
    { weight: size === 'large' ? 1 : 0, arbitrary: longText },
  );

  const url = fc.oneof(
    shortText,
    fc.constantFrom(
      'https://e.example/a_(b)?x=<y>&z="|`',
      'http://localhost:80',
      'javascript:alert(1)',
      'tg://user?id=1',
    ),
  );
  const inline: fc.Arbitrary<Inline> = fc.oneof(
    { weight: 3, arbitrary: anyText },
    fc.record({ kind: fc.constantFrom('bold', 'italic', 'strike', 'code'), text: shortText }),
    fc.record({ kind: fc.constant('command' as const), text: shortText }),
    fc.record({ kind: fc.constant('link'), text: shortText, url }),
    fc.record({
      kind: fc.constant('time'),
      at: fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.double()),
      show: fc.constantFrom('time', 'date', 'datetime', 'relative'),
    }),
  );
  const text: fc.Arbitrary<Text> = fc.oneof(inline, fc.array(inline, { maxLength: 5 }));

  const log = fc
    .tuple(shortText, fc.integer({ min: 1, max: size === 'large' ? 4000 : 20 }))
    .map(([line, times]) => `${line}\n`.repeat(times));
  const rows = fc.oneof(
    { weight: 8, arbitrary: fc.array(fc.array(text, { maxLength: 5 }), { maxLength: 6 }) },
    fc.array(fc.array(shortText, { maxLength: 25 }), { maxLength: 4 }),
    fc
      .tuple(fc.array(shortText, { maxLength: 3 }), fc.integer({ max: size === 'large' ? 700 : 5, min: 0 }))
      .map(([row, times]) => Array(times).fill(row)),
  );

  const { block } = fc.letrec<{ block: Block; blocks: Block[] }>((tie) => ({
    block: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      fc.record({ kind: fc.constant('paragraph'), text }),
      fc.record({ kind: fc.constant('heading'), text, level: fc.constantFrom(1, 2, 3) }),
      fc.record({ kind: fc.constant('table'), header: fc.array(text, { maxLength: 4 }), rows }),
      fc.record({ kind: fc.constant('table'), rows }),
      fc.record({ kind: fc.constant('list'), ordered: fc.boolean(), items: fc.array(text, { maxLength: 12 }) }),
      fc.record({
        kind: fc.constant('tasks'),
        items: fc.array(fc.record({ done: fc.boolean(), text }), { maxLength: 6 }),
      }),
      fc.record({ kind: fc.constant('code'), text: fc.oneof(anyText, log), language: shortText }),
      fc.record({ kind: fc.constant('quote'), text }),
      fc.record({ kind: fc.constant('divider') }),
      fc.record({ kind: fc.constant('details'), summary: text, open: fc.boolean(), blocks: tie('blocks') }),
    ),
    blocks: fc.array(tie('block'), { maxLength: 6 }),
  }));

  /** Details in details, deeper than Telegram allows. */
  const deep: fc.Arbitrary<Block> = fc
    .tuple(block, fc.integer({ min: 5, max: 40 }))
    .map(([inner, depth]) =>
      Array.from({ length: depth }).reduce<Block>(
        (one) => ({ kind: 'details', summary: 'more', blocks: [one] }),
        inner,
      ),
    );

  const button: fc.Arbitrary<Button> = fc.record(
    {
      label: anyText,
      style: fc.constantFrom('danger', 'success', 'primary'),
      action: fc.oneof(
        fc.record({ kind: fc.constant('callback'), data: fc.string({ minLength: 1, maxLength: 16 }) }),
        fc.record({ kind: fc.constant('url'), url }),
        fc.record({ kind: fc.constant('copy'), text: anyText }),
        fc.record({ kind: fc.constant('disabled') }),
      ),
    },
    { requiredKeys: ['label', 'action'] },
  );

  const document: fc.Arbitrary<Document> = fc.record(
    {
      blocks: fc.oneof(
        { weight: 6, arbitrary: fc.array(fc.oneof({ weight: 20, arbitrary: block }, deep), { maxLength: 12 }) },
        fc
          .tuple(block, fc.integer({ min: 1, max: size === 'large' ? 600 : 5 }))
          .map(([one, times]) => Array<Block>(times).fill(one)),
      ),
      buttons: fc.array(fc.array(button, { maxLength: 9 }), { maxLength: 14 }),
      ask: fc.record({ placeholder: anyText }),
    },
    { requiredKeys: ['blocks'] },
  );
  return { text: anyText, document };
}

export function hostileText(size: Size): fc.Arbitrary<string> {
  return arbitraries(size).text;
}

/** Documents that nobody would write, within the types. */
export function hostileDocument(size: Size): fc.Arbitrary<Document> {
  return arbitraries(size).document;
}
