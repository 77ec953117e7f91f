import { expect, it } from 'vitest';
import { describedOnce } from '../../../src/actions/connected.ts';

it('each container is described once, however many others it may be connected to', async () => {
  const asked: string[] = [];
  const once = describedOnce({
    describe: async (id) => {
      asked.push(id);
      return null;
    },
  });
  await Promise.all(['a', 'b', 'a', 'b', 'a'].map((id) => once.describe(id)));
  expect(asked).toEqual(['a', 'b']);
});
