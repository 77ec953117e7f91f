import { expect, it } from 'vitest';
import { finalOutput } from '../../../../src/bot/views/command-output.ts';
import { createTexts } from '../../../../src/document/index.ts';
import type { Operation } from '../../../../src/operations/index.ts';

const texts = createTexts();
const reader = { locale: 'en', timeZone: 'UTC', now: 0, viewer: null, t: texts.t.bind(texts, 'en') } as const;

/** What a phone shows of the last lines of a command: what is folded, and the last of it. */
function shownOf(lastLines: readonly string[]): { folded: string[]; shown: string } {
  const outcome = { ok: true, reason: { key: 'commands-exit-zero', params: {} }, tookMs: 1, lastLines };
  const blocks = finalOutput({ outcome } as unknown as Operation, reader);
  const folded = blocks.flatMap((block) => (block.kind === 'details' ? block.blocks : []));
  const text = (list: typeof blocks) => list.flatMap((block) => (block.kind === 'code' ? [block.text] : []));
  return { folded: text(folded), shown: text(blocks).join('') };
}

function shown(lastLines: readonly string[]): string {
  return shownOf(lastLines).shown;
}

it('brings columns together that were laid out for a wide terminal', () => {
  const table = [
    '       Name                 Command           State       Ports',
    '-'.repeat(70),
    'shop_gateway_1   sh -c httpd    Up (healthy)   18790/tcp',
  ];
  expect(shown(table)).toBe(
    `       Name  Command  State  Ports\n${'-'.repeat(34)}\nshop_gateway_1  sh -c httpd  Up (healthy)  18790/tcp`,
  );
});

it('leaves an indent as it is', () => {
  expect(shownOf(['services:', '    gateway:'])).toEqual({ folded: [], shown: 'services:\n    gateway:' });
});

it('folds what one screen has no room for, and loses no line', () => {
  const many = Array.from({ length: 30 }, (_, line) => `line ${line}`);
  expect(shownOf(many)).toEqual({ folded: [many.slice(0, 12).join('\n')], shown: many.slice(12).join('\n') });
});
