import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Every variable that the environment is asked for. */
const variables = [
  ...new Set([...read('src/config/environment.ts').matchAll(/value\('([A-Z][A-Z_]+)'\)/g)].map((match) => match[1])),
];

describe('the configuration is documented', () => {
  test('the variables are found in the code', () => {
    expect(variables).toEqual(expect.arrayContaining(['TELEGRAM_BOT_TOKEN', 'DOCKER_CERT_PATH', 'VAKHTA_ONLY_LABEL']));
  });

  test.each(variables)('%s is a row of the README and a line of .env.example', (name) => {
    expect(read('README.md')).toMatch(new RegExp(`^\\| \`${name}\` \\|`, 'm'));
    expect(read('.env.example')).toMatch(new RegExp(`^#?${name}=`, 'm'));
  });

  test('the README tells of no variable that nobody reads', () => {
    const told = [...read('README.md').matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm)].map((match) => match[1]);
    expect(new Set(told)).toEqual(new Set(variables));
  });
});

const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test.each(rooms)('the room %s is in the table of docs/architecture.md', (room) => {
  expect(read('docs/architecture.md')).toMatch(new RegExp(`^\\|[^|]*\\| \`${room}/\` \\|`, 'm'));
});

const pages = ['.', 'docs', 'sandbox'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

test.each(pages)('every link of %s leads somewhere', (page) => {
  const lost = linksIn(read(page)).filter((link) => !leadsSomewhere(page, link));
  expect(lost).toEqual([]);
});

interface MarkdownNode {
  readonly type: string;
  readonly url?: string;
  readonly value?: string;
  readonly children?: readonly MarkdownNode[];
}

/** Links and pictures, also those in HTML, without those to other sites. */
function linksIn(markdown: string): string[] {
  const found: string[] = [];
  function visit(node: MarkdownNode): void {
    if (node.url !== undefined) found.push(node.url);
    if (node.type === 'html') {
      for (const match of (node.value ?? '').matchAll(/(?:src|href)="([^"]+)"/g)) found.push(match[1] ?? '');
    }
    for (const child of node.children ?? []) visit(child);
  }
  visit(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
  return found.filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = decodeURI(link).split('#');
  const target = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
  if (relative(ROOT, target).startsWith('..') || !existsSync(target)) return false;
  return anchor === undefined || headingsOf(readFileSync(target, 'utf8')).includes(anchor);
}

/** The anchors that GitHub gives to headings, for those of plain words. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
