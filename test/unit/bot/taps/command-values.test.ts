import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeValues, encodeValues } from '../../../../src/bot/taps/command-values.ts';
import { tap, tapParts } from '../../../../src/bot/taps/data.ts';
import { parseSettings } from '../../../../src/config/index.ts';
import { UserError } from '../../../../src/errors.ts';

const [command] = parseSettings(
  `commands:
  - id: a-command-with-an-id-as-long-as-they-get
    project: shop
    argv: [make, "{service}", "{count}", "{mode}"]
    params:
      service: { kind: service }
      count: { kind: integer, min: -999999999, max: 999999999 }
      mode: { kind: choice, values: [a.b, "two words", c] }
`,
  'vakhta.yaml',
).commands;
if (command === undefined) throw new Error('no command');
const SERVICES = ['gateway', 'telegram-bot.1', 'x'.repeat(60)];

describe('values in the data of buttons', () => {
  test('come back as they were, and fit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SERVICES),
        fc.integer({ min: -999_999_999, max: 999_999_999 }),
        fc.constantFrom('a.b', 'two words', 'c'),
        fc.integer({ min: 0, max: 3 }),
        (service, count, mode, known) => {
          const all = Object.entries({ service, count: String(count), mode });
          const values = Object.fromEntries(all.slice(0, known));
          const data = tap('x', 'g', '0123456789', ...encodeValues(command, values), 999);
          expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
          expect(decodeValues(command, tapParts(data).slice(3, -1), SERVICES)).toEqual(values);
        },
      ),
    );
  });

  test('whatever else stands there is refused', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (parts) => {
        expect(() => decodeValues(command, parts, SERVICES)).toThrow(UserError);
      }),
    );
  });
});
