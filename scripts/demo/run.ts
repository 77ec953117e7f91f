import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { StartedEngine } from '../setup/engine.ts';
import { isAlive, pidOf, processIdentity } from '../setup/process-identity.ts';
import { endProcessesIn } from './processes.ts';

export const RUN_LABEL = 'vakhta.demo';
/** Machine and process that made a thing: when that process no longer lives, the thing is left over. */
export const OWNER_LABEL = 'vakhta.demo.owner';
const PREFIX = 'vakhta-demo-';

const note = z.object({
  owner: z.string(),
  bot: z.string().nullable(),
  engine: z
    .discriminatedUnion('by', [
      z.object({ by: z.literal('systemd') }),
      z.object({ by: z.literal('process'), identity: z.string() }),
    ])
    .nullable(),
});

/** One run of the demo: its id, its folder for all that it writes, and a note for the next run in case this one is killed. */
export interface DemoRun {
  readonly id: string;
  readonly folder: string;
  readonly labels: Readonly<Record<typeof RUN_LABEL | typeof OWNER_LABEL, string>>;
  noteBot(identity: string | null): void;
  noteEngine(engine: StartedEngine | null): void;
  /** Removes the folder. */
  remove(): void;
}

export function createRun(base = tmpdir()): DemoRun {
  const id = randomBytes(3).toString('hex');
  const folder = join(base, `${PREFIX}${id}`);
  mkdirSync(folder, { mode: 0o700 });
  const known: z.infer<typeof note> = { owner: processIdentity(process.pid) ?? '', bot: null, engine: null };
  const write = () => writeFileSync(join(folder, 'run.json'), JSON.stringify(known));
  write();
  return {
    id,
    folder,
    labels: { [RUN_LABEL]: id, [OWNER_LABEL]: `${hostname()}/${known.owner}` },
    noteBot(identity) {
      known.bot = identity;
      write();
    },
    noteEngine(engine) {
      known.engine = engine;
      write();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * Whether a thing with these labels was left behind. Things of another machine (a shared Engine) are not ours to judge.
 */
export function isLeftOver(
  labels: Readonly<Partial<Record<string, string>>>,
  lives: (identity: string) => boolean = isAlive,
  machine = hostname(),
): boolean {
  const owner = labels[OWNER_LABEL] ?? '';
  const slash = owner.lastIndexOf('/');
  return labels[RUN_LABEL] !== undefined && owner.slice(0, slash) === machine && !lives(owner.slice(slash + 1));
}

/**
 * Ends the bots with what they have started, and removes the folders of runs that were killed.
 * @returns an Engine that such a run had started and that still runs: this run ends it in its place
 */
export function reapRuns(base = tmpdir()): StartedEngine | null {
  let engine: StartedEngine | null = null;
  for (const name of readdirSync(base).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(base, name);
    const left = readNote(folder);
    if (left === null || isAlive(left.owner)) continue;
    if (left.bot !== null && isAlive(left.bot)) process.kill(pidOf(left.bot), 'SIGKILL');
    endProcessesIn(folder);
    const runs = left.engine !== null && (left.engine.by === 'systemd' || isAlive(left.engine.identity));
    if (runs) engine = left.engine;
    rmSync(folder, { recursive: true, force: true });
  }
  return engine;
}

/** Null for a folder that is not one of ours, or is only just being made. */
function readNote(folder: string): z.infer<typeof note> | null {
  try {
    return note.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')));
  } catch {
    return null;
  }
}
