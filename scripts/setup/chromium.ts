import { findChromium } from '../../sandbox/capture.ts';
import type { Consent } from './consent.ts';
import { ensurePrograms } from './packages.ts';
import { SetupProblem } from './problem.ts';

/** Makes sure that there is a Chromium for the tests and pictures of the phone page. @throws SetupProblem */
export async function ensureChromium(consent: Consent): Promise<void> {
  if (found()) return;
  await ensurePrograms(['chromium'], consent);
  if (!found()) {
    throw new SetupProblem('Chromium: none was found after installing it. Set CHROMIUM_PATH to one, then start again.');
  }
}

function found(): boolean {
  try {
    return findChromium() !== '';
  } catch {
    return false;
  }
}
