import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTexts } from '../../../src/document/index.ts';

const FOLDER = join(import.meta.dirname, '../../../src/actions');

/** Every message key that the sources of actions name: whole, or as what `say` and `wait` put behind `operations-restart-`. */
function keysInSources(): string[] {
  const found = readdirSync(FOLDER).flatMap((name) => {
    const source = readFileSync(join(FOLDER, name), 'utf8');
    const whole = [...source.matchAll(/'(operations-[a-z-]+)'/g)].map((match) => match[1] ?? '');
    const short = /^(well|watch|rest)/.test(name)
      ? [
          ...source.matchAll(/(?:say|wait)\('([a-z-]+)'/g),
          ...source.matchAll(/[?:] '((?!operations-)[a-z]+(?:-[a-z]+)+)'/g),
        ]
      : [];
    return [...whole, ...short.map((match) => `operations-restart-${match[1]}`)];
  });
  return [...new Set(found)];
}

describe('the texts of actions', () => {
  const texts = createTexts();

  it('are there in both languages for every reason that is given', () => {
    const keys = keysInSources();
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter((key) => !texts.has(key))).toEqual([]);
  });

  it('say an exit code where there is one, and nothing wrong where there is none', () => {
    for (const locale of ['en', 'ru'] as const) {
      expect(texts.t(locale, 'operations-restart-exited', { code: 137 })).toContain('137');
      expect(texts.t(locale, 'operations-restart-exited', { code: 'unknown' })).not.toMatch(/unknown|\{/);
    }
    expect(texts.t('ru', 'operations-restart-health-starting', { failed: 2, left: 40 })).toContain(
      '2 неудачные проверки',
    );
    expect(texts.t('en', 'operations-restart-health-starting', { failed: 0, left: 40 })).not.toContain('probe');
  });
});
