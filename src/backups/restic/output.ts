import { z } from 'zod';

const status = z.object({ message_type: z.literal('status'), bytes_done: z.int().nonnegative().default(0) });
const summary = z.object({
  message_type: z.literal('summary'),
  snapshot_id: z.string().regex(/^[0-9a-f]{8,64}$/),
  total_bytes_processed: z.int().nonnegative(),
});
const snapshot = z.object({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  time: z.string(),
  paths: z.array(z.string()),
  hostname: z.string(),
  tags: z.array(z.string()).nullish(),
});
export type Snapshot = z.infer<typeof snapshot>;
const lock = z.object({ time: z.string(), hostname: z.string() });
export type Lock = z.infer<typeof lock>;

/** What `restic backup --json` has said so far: the bytes of the last status, and the snapshot once there is one. */
export function readBackupOutput(output: string): {
  readonly doneBytes: number;
  readonly snapshot: string | null;
  /** What is no JSON: warnings and errors. */
  readonly said: string;
} {
  let doneBytes = 0;
  let made: string | null = null;
  const said: string[] = [];
  for (const line of output.split('\n')) {
    const value = jsonOf(line);
    if (value === null) {
      if (line.trim() !== '') said.push(line);
      continue;
    }
    doneBytes = status.safeParse(value).data?.bytes_done ?? doneBytes;
    const end = summary.safeParse(value).data;
    if (end === undefined) continue;
    made = end.snapshot_id;
    doneBytes = end.total_bytes_processed;
  }
  return { doneBytes, snapshot: made, said: said.join('\n') };
}

/** @throws SyntaxError or ZodError for what restic would not print */
export function readSnapshots(output: string): Snapshot[] {
  return z.array(snapshot).nullable().parse(JSON.parse(output)) ?? [];
}

export function readLock(output: string): Lock | null {
  return lock.safeParse(jsonOf(output.replaceAll('\n', ' '))).data ?? null;
}

function jsonOf(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
