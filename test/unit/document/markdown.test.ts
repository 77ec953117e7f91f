import fc from 'fast-check';
import type { Nodes, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import {
  type Block,
  cleanText,
  escapeMarkdown,
  plainText,
  renderMarkdown,
  type Text,
} from '../../../src/document/index.ts';
import { hostileDocument, hostileText } from './hostile.ts';

const options = { locale: 'en', timeZone: 'UTC' } as const;

function parse(markdown: string): RootContent[] {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }).children;
}

describe('renderMarkdown', () => {
  test('a parser finds exactly the blocks and the words of any document', () => {
    fc.assert(
      fc.property(hostileDocument('small'), (document) => {
        const { blocks } = document;
        expect(parse(renderMarkdown({ blocks }, options)).map(found)).toEqual(expected(blocks));
      }),
      { numRuns: 200 },
    );
  });

  test('formatting survives where it can', () => {
    const text: Text = [
      'a ',
      { kind: 'bold', text: 'b' },
      ' ',
      { kind: 'italic', text: 'c' },
      ' ',
      { kind: 'strike', text: 'd' },
    ];
    const [paragraph] = parse(renderMarkdown({ blocks: [{ kind: 'paragraph', text }] }, options));
    expect(childTypes(paragraph)).toEqual(['text', 'strong', 'text', 'emphasis', 'text', 'delete']);
  });

  test('code, links and times', () => {
    const text: Text = [
      { kind: 'code', text: '``x' },
      { kind: 'link', text: ']x', url: 'https://e.example/a)<b>' },
      { kind: 'link', text: 'bad', url: 'javascript:alert(1)' },
      { kind: 'time', at: Date.UTC(2025, 1, 3, 3, 2), show: 'datetime' },
    ];
    const [paragraph] = parse(renderMarkdown({ blocks: [{ kind: 'paragraph', text }] }, options));
    expect(paragraph).toMatchObject({
      children: [
        { type: 'inlineCode', value: '``x' },
        { type: 'link', url: 'https://e.example/a)%3Cb%3E', children: [{ value: ']x' }] },
        { type: 'text', value: 'bad3 Feb 2025, 03:02 UTC' },
      ],
    });
  });

  test('lists that follow each other stay apart, numbering and ticks are kept', () => {
    const blocks: Block[] = [
      { kind: 'list', items: ['a'] },
      { kind: 'list', items: ['b'] },
      {
        kind: 'tasks',
        items: [
          { done: true, text: '' },
          { done: false, text: 'c\nd' },
        ],
      },
      { kind: 'list', ordered: true, items: ['e', 'f'] },
    ];
    expect(renderMarkdown({ blocks }, options)).toBe('- a\n\n* b\n\n- [x] &nbsp;\n- [ ] c\\\n  d\n\n1) e\n2) f\n');
  });

  test('4,000 lines of a log with fences stay one block of code', () => {
    const log = 'x ```` y\n'.repeat(4000);
    const nodes = parse(renderMarkdown({ blocks: [{ kind: 'code', text: log, language: 'sh' }] }, options));
    expect(nodes).toMatchObject([{ type: 'code', lang: 'sh', value: log.trimEnd() }]);
  });
});

describe('escapeMarkdown', () => {
  test('reads as the text, in one paragraph, whatever stands before and after', () => {
    fc.assert(
      fc.property(hostileText('small'), fc.constantFrom('', 'x', '- y ', '**Summary:** '), (text, before) => {
        fc.pre(cleanText(text).trim() !== '');
        const nodes = parse(`${before}${escapeMarkdown(text)}`.trim());
        const content = before.startsWith('-') ? childrenOf(nodes[0]).flatMap(childrenOf) : nodes;
        expect(content.map((node) => node.type)).toEqual(['paragraph']);
        expect(words(content[0])).toBe(normal(before.replace(/^- |\*\*/g, '') + cleanText(text).trim()));
      }),
      { numRuns: 300 },
    );
  });

  test('leaves what people write legible', () => {
    const text = 'gateway-1 (v2.1) is down: see #12, 95% of /var/log_dir at 03:02 & more';
    expect(escapeMarkdown(text)).toBe(text);
  });
});

/** What a block must be found as: its kind, its words, and the numbers of its structure. */
function expected(blocks: readonly Block[]): object[] {
  return blocks.flatMap(expectedBlock);
}

function expectedBlock(block: Block): object[] {
  switch (block.kind) {
    case 'heading':
      return wordsOf(block.text) === ''
        ? []
        : [{ type: 'heading', depth: block.level ?? 2, words: wordsOf(block.text) }];
    case 'paragraph':
      return wordsOf(block.text) === '' ? [] : [{ type: 'paragraph', words: wordsOf(block.text) }];
    case 'quote':
      return [{ type: 'blockquote', words: wordsOf(block.text) }];
    case 'code':
      return [{ type: 'code', words: normal(cleanText(block.text)) }];
    case 'divider':
      return [{ type: 'thematicBreak' }];
    case 'list':
      return block.items.length === 0
        ? []
        : [
            {
              type: 'list',
              ordered: block.ordered === true,
              items: block.items.map((item) => ({ checked: null, words: wordsOf(item) })),
            },
          ];
    case 'tasks':
      return block.items.length === 0
        ? []
        : [
            {
              type: 'list',
              ordered: false,
              items: block.items.map((item) => ({ checked: item.done, words: wordsOf(item.text) })),
            },
          ];
    case 'table':
      return expectedTable(block.header ?? [], block.rows);
    case 'details':
      return [{ type: 'html', opens: true }, ...expected(block.blocks), { type: 'html', opens: false }];
  }
}

function expectedTable(header: readonly Text[], rows: readonly (readonly Text[])[]): object[] {
  const columns = Math.max(header.length, ...rows.map((row) => row.length));
  if (columns <= 0) return [];
  const cells = [header, ...rows].map((row) =>
    Array.from({ length: columns }, (_, column) => wordsOf(row[column] ?? '')),
  );
  return [{ type: 'table', cells }];
}

function found(node: RootContent): object {
  switch (node.type) {
    case 'heading':
      return { type: node.type, depth: node.depth, words: words(node) };
    case 'thematicBreak':
      return { type: node.type };
    case 'list':
      return {
        type: node.type,
        ordered: node.ordered === true,
        items: node.children.map((item) => ({ checked: item.checked ?? null, words: words(item) })),
      };
    case 'table':
      return { type: node.type, cells: node.children.map((row) => row.children.map(words)) };
    case 'html':
      return { type: node.type, opens: /^<details(?: open)?>\n<summary>[^<>\n]+<\/summary>$/.test(node.value) };
    default:
      return { type: node.type, words: words(node) };
  }
}

function wordsOf(text: Text): string {
  return normal(plainText(text, options));
}

function words(node: Nodes | undefined): string {
  return normal(content(node));
}

function content(node: Nodes | undefined): string {
  if (node === undefined) return '';
  if (node.type === 'break') return '\n';
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(content).join('') : '';
}

function childrenOf(node: Nodes | undefined): RootContent[] {
  return node !== undefined && 'children' in node ? [...node.children] : [];
}

function childTypes(node: Nodes | undefined): string[] {
  return childrenOf(node).map((child) => child.type);
}

/** White space is not what is tested: line ends become breaks, cells one line. */
function normal(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
