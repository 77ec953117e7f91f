import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerDetail, Docker, LogLine } from '../docker/index.ts';
import { messageOf } from '../errors.ts';
import type { EvidenceFile, Reason } from '../operations/index.ts';

/** Hides secrets; made by the masking room and handed in, because it also knows the configured ones. */
export interface Masking {
  text(text: string): string;
  deep(value: unknown): unknown;
}

const LOG_LINES = 200;
const LOG_BYTES = 1024 * 1024;
/** Evidence must not hold up the cure. */
const EVIDENCE_DEADLINE_MS = 10_000;

export interface SavedEvidence {
  readonly files: readonly EvidenceFile[];
  readonly notes: readonly Reason[];
}

/**
 * Saves the last 200 log lines and the inspect of a container, masked, under `${dataDir}/evidence/<operation id>/`
 * (folders 0700, files 0600). Never throws and never takes longer than its deadline (10 s): what could not be saved
 * is said in `notes`.
 */
export async function saveEvidence(options: {
  readonly docker: Docker;
  readonly masking: Masking;
  readonly dataDir: string;
  readonly operationId: string;
  readonly detail: ContainerDetail;
  /** Default 10,000. */
  readonly deadlineMs?: number;
}): Promise<SavedEvidence> {
  const { docker, masking, dataDir, operationId, detail } = options;
  const deadlineMs = options.deadlineMs ?? EVIDENCE_DEADLINE_MS;
  const signal = AbortSignal.timeout(deadlineMs);
  const folder = join('evidence', operationId);

  async function save(what: EvidenceFile['what'], name: string, content: string): Promise<EvidenceFile> {
    await mkdir(join(dataDir, folder), { recursive: true, mode: 0o700 });
    await writeFile(join(dataDir, folder, name), content, { mode: 0o600, signal });
    return { what, path: join(folder, name), bytes: Buffer.byteLength(content) };
  }

  async function saveLogs(): Promise<EvidenceFile> {
    const lines = await docker.logs(detail.id, {
      tail: LOG_LINES,
      maxBytes: LOG_BYTES,
      signal,
      deadlineMs,
    });
    return save('logs', 'logs.txt', masking.text(lines.map(evidenceLine).join('')));
  }

  async function saveInspect(): Promise<EvidenceFile> {
    return save('inspect', 'inspect.json', `${JSON.stringify(masking.deep(detail.raw), null, 2)}\n`);
  }

  const [logs, inspect] = await Promise.all([within(signal, saveLogs), within(signal, saveInspect)]);
  return {
    files: [logs, inspect].flatMap((saved) => (saved.file === null ? [] : [saved.file])),
    notes: [note('logs', logs.problem, signal), note('inspect', inspect.problem, signal)].flat(),
  };
}

type Saved =
  | { readonly file: EvidenceFile; readonly problem: null }
  | { readonly file: null; readonly problem: string };

/** The work or the deadline, whichever comes first; a client that ignores its signal does not hold anything up. */
async function within(signal: AbortSignal, work: () => Promise<EvidenceFile>): Promise<Saved> {
  const tooLate = Promise.withResolvers<never>();
  const onAbort = () => tooLate.reject(new Error('too slow'));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return { file: await Promise.race([work(), tooLate.promise]), problem: null };
  } catch (error) {
    return { file: null, problem: messageOf(error) };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function note(what: string, problem: string | null, signal: AbortSignal): Reason[] {
  if (problem === null) return [];
  const key = signal.aborted ? 'operations-evidence-slow' : 'operations-evidence-failed';
  return [{ key, params: { what, problem: problem.slice(0, 200) } }];
}

function evidenceLine({ at, stream, text, truncated }: LogLine): string {
  const time = at === null ? '' : `${new Date(at).toISOString()} `;
  return `${time}${stream} ${text}${truncated === true ? ' […]' : ''}\n`;
}
