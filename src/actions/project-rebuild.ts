import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { ContainerDetail } from '../docker/index.ts';
import type { EvidenceFile, OperationContext, Reason } from '../operations/index.ts';
import type { ComposeCall, ComposeEnd } from './compose-cli.ts';
import type { ComposePlan } from './project-compose.ts';
import { patiently, startMembers } from './project-effects.ts';
import { memberOf, membersOf } from './project-members.ts';
import { listOf, refusalNote } from './project-outcome.ts';
import { bringBack } from './project-return.ts';
import { orderFrom, type ProjectIntent, type ProjectKindOptions, unbreakable } from './project-run.ts';

/** For compose itself, on top of what the containers may take to stop or to become well. */
const COMPOSE_MS = 60_000;
const LONGEST_MS = 15 * 60_000;
/** A word that the texts know. */
const NOTHING_YET = 'none';
const SHOWN_LINES = 3;
const WORDS = 8;
const LINE_LENGTH = 200;

/** How compose has to be called to bring a project up again, as the journal keeps it. */
export const rebuildSchema = z.object({
  program: z.object({
    command: z.array(z.string()),
    major: z.union([z.literal(1), z.literal(2)]),
    version: z.string(),
  }),
  files: z.object({
    project: z.string(),
    projectDir: z.string(),
    files: z.array(z.string()),
    envFiles: z.array(z.string()),
  }),
  profiles: z.array(z.string()),
  scales: z.array(z.tuple([z.string(), z.number()])),
  downMs: z.number(),
  upMs: z.number(),
});
export type Rebuild = z.infer<typeof rebuildSchema>;

export interface ComposeDone {
  /** `up` ended with 0. */
  readonly ok: boolean;
  readonly code: number | null;
  /** Its last lines, masked. */
  readonly words: string[];
  readonly file: (EvidenceFile & { readonly what: 'output' }) | null;
  readonly notes: Reason[];
}

type Intent = ProjectIntent & { readonly rebuild: Rebuild };
type Context = Pick<OperationContext<unknown>, 'operation' | 'progress'>;

/** `down` and `up -d`, and what is left to do where `up` fails. */
export function createRebuilding(options: ProjectKindOptions) {
  const { docker, compose, masking, dataDir } = options;

  function of(plan: ComposePlan, details: readonly ContainerDetail[]): Rebuild {
    const members = details.map(memberOf);
    // Compose counts ten seconds where the file says nothing, whatever the container says.
    const stopMs = members.reduce((sum, member) => sum + Math.max(10, member.stopTimeoutS) * 1000, 0);
    const upMs = members.reduce((sum, member) => sum + member.waitMs, 0);
    const { program, files } = plan;
    return {
      program: { ...program, command: [...program.command] },
      files: { ...files, files: [...files.files], envFiles: [...files.envFiles] },
      profiles: [...plan.profiles],
      scales: plan.scales.map(([service, count]) => [service, count]),
      downMs: Math.min(COMPOSE_MS + stopMs, LONGEST_MS),
      upMs: Math.min(COMPOSE_MS + upMs, LONGEST_MS),
    };
  }

  function call(context: Context, rebuild: Rebuild, what: 'down' | 'up', deadlineMs: number): ComposeCall {
    const { program, files, profiles } = rebuild;
    let shown: readonly string[] = [];
    const tell = (line: string) => {
      shown = [...shown, line.slice(0, LINE_LENGTH)].slice(-SHOWN_LINES);
      context.progress({ key: `operations-compose-${what}`, params: { lines: shown.join('\n') } });
    };
    context.progress({ key: `operations-compose-${what}`, params: { lines: NOTHING_YET } });
    return { program, files, profiles, operationId: context.operation.id, deadlineMs, onLine: tell };
  }

  /** Not broken off once begun: what is down has to come up again. */
  async function downAndUp(context: Context, project: string, intent: Intent): Promise<ComposeDone> {
    const { rebuild } = intent;
    const down = await compose.down(call(context, rebuild, 'down', rebuild.downMs));
    return up(context, project, intent, down);
  }

  async function up(context: Context, project: string, intent: Intent, down?: ComposeEnd): Promise<ComposeDone> {
    const { rebuild } = intent;
    const ended = await compose.up(call(context, rebuild, 'up', rebuild.upMs), rebuild.scales);
    const output = `${down === undefined ? '' : `$ down\n${down.output}`}$ up -d\n${ended.output}`;
    const saved = await saveOutput(context.operation.id, output);
    const notes: Reason[] = [
      ...(down === undefined || down.ok
        ? []
        : [{ key: 'operations-project-down-code', params: { code: down.code ?? 'unknown' } }]),
      ...saved.notes,
      ...(ended.ok ? [] : await startTheRest(context, project, intent)),
    ];
    const words = ended.output
      .trim()
      .split('\n')
      .slice(-WORDS)
      .map((line) => line.slice(0, LINE_LENGTH));
    return { ok: ended.ok, code: ended.code, words, file: saved.file, notes };
  }

  /** What ran before and has a container still (or again) is started without compose, rather than left standing. */
  async function startTheRest(context: Context, project: string, intent: Intent): Promise<Reason[]> {
    const ran = new Set(intent.members.filter((member) => member.ran).map((member) => member.service));
    const details = await membersOf(docker, project);
    const standing = details.filter((detail) => detail.state !== 'running' && ran.has(detail.service)).map(memberOf);
    if (standing.length === 0) return [];
    const { refusals } = await startMembers(unbreakable(options, context, orderFrom(intent)), standing);
    const names = standing.map((member) => member.service);
    return [
      { key: 'operations-project-started-the-rest', params: listOf([...new Set(names)]) },
      ...refusals.map((refusal) => refusalNote(refusal, masking)),
    ];
  }

  async function saveOutput(operationId: string, output: string): Promise<Pick<ComposeDone, 'file' | 'notes'>> {
    const path = join('evidence', operationId, 'compose.txt');
    try {
      await mkdir(dirname(join(dataDir, path)), { recursive: true, mode: 0o700 });
      await writeFile(join(dataDir, path), output, { mode: 0o600 });
      return { file: { what: 'output', path, bytes: Buffer.byteLength(output) }, notes: [] };
    } catch {
      return { file: null, notes: [{ key: 'operations-project-output-lost', params: {} }] };
    }
  }

  /** After a kill. What the Engine was told to stop by then may fall only after `up` has found it running. */
  async function upAgain(context: Context, project: string, intent: Intent): Promise<ComposeDone> {
    const effects = unbreakable(options, context, orderFrom(intent));
    // The host may have been started anew, and its Engine come after us.
    await patiently(effects, () => docker.ping());
    const done = await up(context, project, intent);
    const ran = intent.members.filter((member) => member.ran);
    const refusals = await bringBack(effects, project, ran);
    return { ...done, notes: [...done.notes, ...refusals.map((refusal) => refusalNote(refusal, masking))] };
  }

  return { of, downAndUp, upAgain };
}
