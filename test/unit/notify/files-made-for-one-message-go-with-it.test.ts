import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStage, message, PERSON, person, turn } from './stage.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vakhta-unit-'));
  folder = join(root, 'parts');
  mkdirSync(folder);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function withFile(name: string, removeWhenSettled: boolean) {
  const path = join(folder, name);
  writeFileSync(path, 'x');
  return message(name, { file: { name, path, ...(removeWhenSettled ? { removeWhenSettled } : {}) } });
}

const gone = (path: string) => vi.waitFor(() => expect(existsSync(path)).toBe(false));

test('a file that was made for one message is removed once it was sent, and its folder with the last of them', async () => {
  const stage = createStage();
  await stage.start();
  stage.outbox.enqueue(person(PERSON), withFile('one', true));
  stage.outbox.enqueue(person(PERSON), withFile('two', true));
  await turn();
  await stage.outbox.idle();
  await gone(folder);
  expect(existsSync(root)).toBe(true);
});

test('it stays for as long as it may have to be sent again', async () => {
  const stage = createStage();
  await stage.start();
  stage.answers(() => ({ kind: 'retry', afterMs: 1_000, scope: 'chat' }));
  stage.outbox.enqueue(person(PERSON), withFile('one', true));
  await stage.advance(30_000);
  expect(stage.calls.length).toBeGreaterThan(3);
  expect(existsSync(join(folder, 'one'))).toBe(true);
  stage.works();
  await stage.advance(5_000);
  await gone(folder);
});

test('it goes also when it was refused, or nobody knows whether it arrived', async () => {
  const stage = createStage();
  await stage.start();
  stage.nextEnd({ kind: 'refused', description: 'too big' }, { kind: 'unknown' });
  stage.outbox.enqueue(person(PERSON), withFile('refused', true));
  stage.outbox.enqueue(person(PERSON), withFile('unknown', true));
  await stage.advance(60_000);
  await gone(folder);
});

test('files that others keep are left alone', async () => {
  const stage = createStage();
  await stage.start();
  stage.outbox.enqueue(person(PERSON), withFile('report', false));
  stage.outbox.enqueue(person(PERSON), withFile('one', true));
  await stage.outbox.idle();
  await gone(join(folder, 'one'));
  expect(existsSync(join(folder, 'report'))).toBe(true);
});

test('files that wait to be sent are known, and no longer once they were', async () => {
  const stage = createStage();
  stage.outbox.enqueue(person(PERSON), withFile('one', true));
  stage.outbox.enqueue(person(PERSON), message('without a file'));
  expect(stage.outbox.waitingFiles()).toEqual([join(folder, 'one')]);
  await stage.start();
  await stage.outbox.idle();
  expect(stage.outbox.waitingFiles()).toEqual([]);
});
