import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askYesNo, type Consent } from './consent.ts';
import { SetupProblem } from './problem.ts';

/** Programs that do not come with npm, and the packages of Debian and Ubuntu that bring them. */
const PACKAGE_OF = {
  dockerd: 'docker.io',
  'docker-compose': 'docker-compose',
  iptables: 'iptables',
  busybox: 'busybox-static',
  chromium: 'chromium',
  restic: 'restic',
  sqlite3: 'sqlite3',
  zstd: 'zstd',
} as const;
export type Program = keyof typeof PACKAGE_OF;

/** Daemons live in the sbin folders, which are not on every user's PATH. */
const MORE_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];

/** The full path of a program, or null. */
export function findProgram(name: string, path = process.env.PATH ?? ''): string | null {
  const folders = [...path.split(':').filter((folder) => folder !== ''), ...MORE_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** Debian, Ubuntu, or a child of theirs: the package names above are right. */
  readonly hasApt: boolean;
}

/** What decides whether something can be installed here. */
export function thisMachine(): Machine {
  let release = '';
  try {
    release = readFileSync('/etc/os-release', 'utf8');
  } catch {
    // Not a Linux, or a very bare one.
  }
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasApt: isDebianLike(release) && findProgram('apt-get') !== null,
  };
}

/** Reads ID and ID_LIKE of os-release(5). */
export function isDebianLike(release: string): boolean {
  const ids = release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm);
  return [...ids].flatMap((match) => (match[1] ?? '').split(/\s+/)).some((id) => id === 'debian' || id === 'ubuntu');
}

export type InstallPlan =
  | { kind: 'install'; packages: readonly string[]; ask: boolean }
  | { kind: 'refuse'; message: string };

/** What to do about programs that are missing: install, ask first, or say exactly what a person has to do. */
export function planInstall(missing: readonly Program[], machine: Machine, consent: Consent): InstallPlan {
  const packages = [...new Set(missing.map((program) => PACKAGE_OF[program]))];
  const title = `Not installed: ${missing.join(', ')}.`;
  if (!machine.hasApt) {
    const how =
      machine.platform === 'linux'
        ? `Install ${missing.join(', ')} with the package manager of this system`
        : 'This can be set up only on Linux (Debian and Ubuntu do it by themselves)';
    return { kind: 'refuse', message: `${title} ${how}, then start again.` };
  }
  if (machine.isRoot && consent !== 'impossible') return { kind: 'install', packages, ask: consent === 'ask' };
  const sudo = machine.isRoot ? '' : 'sudo ';
  const orYes = machine.isRoot ? ' (or give --yes)' : '';
  return {
    kind: 'refuse',
    message: `${title} Run this${orYes}, then start again:\n  ${sudo}apt-get update && ${sudo}${installCommand(packages)}`,
  };
}

function installCommand(packages: readonly string[]): string {
  return `apt-get install --no-install-recommends ${packages.join(' ')}`;
}

/**
 * Makes sure that all of these programs are installed, from the distribution's packages where they are not.
 * @throws SetupProblem with the exact command where it may not or cannot
 */
export async function ensurePrograms(programs: readonly Program[], consent: Consent): Promise<void> {
  const missing = programs.filter((program) => findProgram(program) === null);
  if (missing.length === 0) return;
  const plan = planInstall(missing, thisMachine(), consent);
  if (plan.kind === 'refuse') throw new SetupProblem(plan.message);
  const command = installCommand(plan.packages);
  if (plan.ask && !(await askYesNo(`Not installed: ${missing.join(', ')}. Run "${command}" now?`))) {
    throw new SetupProblem(`Nothing was installed. The command is:\n  ${command}`);
  }
  process.stderr.write(`Packages: installing ${plan.packages.join(', ')} with apt-get …\n`);
  await aptGet(['update']);
  await aptGet(['install', '--no-install-recommends', '-y', ...plan.packages]);
}

const TAIL_LINES = 20;

async function aptGet(args: readonly string[]): Promise<void> {
  // Another apt may hold the lock for a while, on a machine that has just booted for one.
  const child = spawn('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  if (code !== 0) {
    const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
    throw new SetupProblem(`${tail}\nPackages: "apt-get ${args.join(' ')}" failed (its last words are above).`);
  }
}
