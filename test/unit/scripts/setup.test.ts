import { describe, expect, it } from 'vitest';
import { consentFrom } from '../../../scripts/setup/consent.ts';
import { isUpToDate } from '../../../scripts/setup/dependencies.mjs';
import { isDebianLike, type Machine, planInstall } from '../../../scripts/setup/packages.ts';
import { isAlive, processIdentity } from '../../../scripts/setup/process-identity.ts';
import { summarize, withRetry } from '../../../scripts/testing/summary.ts';

describe('isUpToDate', () => {
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/zod': { version: '4.6.7' },
      'node_modules/@rollup/darwin': { version: '1.0.0', optional: true },
    },
  };
  it('is content with all packages that are not for other platforms', () => {
    expect(isUpToDate(lock, { packages: { 'node_modules/zod': { version: '4.6.7' } } })).toBe(true);
  });
  it.each([
    ['nothing is installed', null],
    ['a package is missing', { packages: {} }],
    ['a package has another version', { packages: { 'node_modules/zod': { version: '4.6.6' } } }],
    [
      'an optional package has another version',
      { packages: { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/@rollup/darwin': { version: '0.9.0' } } },
    ],
  ])('wants an installation when %s', (_, installed) => {
    expect(isUpToDate(lock, installed)).toBe(false);
  });
});

describe('consentFrom', () => {
  it.each([
    [{ yes: true, env: {}, isTerminal: false }, 'given'],
    [{ yes: false, env: { CI: 'true' }, isTerminal: false }, 'given'],
    [{ yes: false, env: { CI: 'false' }, isTerminal: true }, 'ask'],
    [{ yes: false, env: {}, isTerminal: true }, 'ask'],
    [{ yes: false, env: {}, isTerminal: false }, 'impossible'],
  ] as const)('%j is %s', (options, consent) => {
    expect(consentFrom(options)).toBe(consent);
  });
});

describe('planInstall', () => {
  const debianRoot: Machine = { platform: 'linux', isRoot: true, hasApt: true };

  it('installs the packages of the programs, asking where it was not told', () => {
    const packages = ['docker.io', 'busybox-static'];
    expect(planInstall(['dockerd', 'busybox'], debianRoot, 'given')).toEqual({ kind: 'install', packages, ask: false });
    expect(planInstall(['dockerd', 'busybox'], debianRoot, 'ask')).toEqual({ kind: 'install', packages, ask: true });
  });
  it.each([
    [
      'nobody can be asked',
      debianRoot,
      'impossible',
      '\n  apt-get update && apt-get install --no-install-recommends docker.io',
    ],
    [
      'it is not root',
      { ...debianRoot, isRoot: false },
      'given',
      '\n  sudo apt-get update && sudo apt-get install --no-install-recommends docker.io',
    ],
    ['it is another Linux', { ...debianRoot, hasApt: false }, 'given', 'Install dockerd with the package manager'],
    ['it is no Linux', { platform: 'darwin', isRoot: false, hasApt: false }, 'given', 'only on Linux'],
  ] as const)('says what to do when %s', (_, machine, consent, words) => {
    expect(planInstall(['dockerd'], machine, consent)).toEqual({
      kind: 'refuse',
      message: expect.stringContaining(words),
    });
  });
});

describe('isDebianLike', () => {
  it.each([
    ['ID=debian\n', true],
    ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', true],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', true],
    ['ID="fedora"\nVERSION_ID=41\n', false],
    ['NAME="not debian"\nVARIANT_ID=debian\n', false],
    ['', false],
  ])('%j: %s', (release, expected) => {
    expect(isDebianLike(release)).toBe(expected);
  });
});

describe('processIdentity', () => {
  it('knows this process, and no longer one whose number was given to another', () => {
    const identity = processIdentity(process.pid) ?? '';
    expect(isAlive(identity)).toBe(true);
    expect(isAlive(`${identity}0`)).toBe(false);
    expect(isAlive('')).toBe(false);
  });
});

describe('summarize', () => {
  const file = (status: string, ...tests: string[]) => ({
    name: 'a.test.ts',
    status,
    assertionResults: tests.map((one) => ({ status: one })),
  });
  const bad = (passed: number, failed: number) => ({ file: 'a.test.ts', passed, failed });
  const report = (passed: number, failed: number, pending: number, ...testResults: object[]) => ({
    ...{ numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: 1 },
    testResults,
  });

  it.each([
    [
      'all good',
      report(2, 0, 0, file('passed', 'passed', 'passed')),
      0,
      { passed: 2, failed: 0, skipped: 1, failedFiles: [] },
    ],
    [
      'one failed',
      report(1, 1, 3, file('failed', 'passed', 'failed')),
      1,
      { passed: 1, failed: 1, skipped: 4, failedFiles: [bad(1, 1)] },
    ],
    [
      'a file could not be loaded',
      report(1, 0, 0, file('passed', 'passed'), file('failed')),
      1,
      { passed: 1, failed: 1, skipped: 1, failedFiles: [bad(0, 1)] },
    ],
    [
      'an error outside of tests',
      report(5, 0, 0, file('passed')),
      1,
      { passed: 5, failed: 1, skipped: 1, failedFiles: [] },
    ],
    ['no report', null, 1, { passed: 0, failed: 1, skipped: 0, failedFiles: [] }],
  ])('%s', (_, raw, code, expected) => {
    expect(summarize(raw, code)).toEqual(expected);
  });

  it('counts a file that was tried again as it ended then, and forgets no other failure', () => {
    const first = { passed: 10, failed: 3, skipped: 0, failedFiles: [bad(4, 2)] };
    expect(withRetry(first, { passed: 6, failed: 0, skipped: 0, failedFiles: [] })).toMatchObject({
      passed: 12,
      failed: 1,
    });
    expect(withRetry(first, { passed: 5, failed: 1, skipped: 0, failedFiles: [bad(5, 1)] })).toMatchObject({
      passed: 11,
      failed: 2,
    });
  });
});
