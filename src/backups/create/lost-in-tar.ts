import { EngineError, type EngineStorage } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { ManifestWarning } from '../manifest.ts';
import type { SetTree } from '../sets/types.ts';

const DEADLINE_MS = 3 * 60_000;
const LOOK_S = 120;
const SHOWN = 20;

/**
 * Lines `<mark><tree> <what>`: `s`, `p`, `x`, `a` name one path (socket, sparse file, extended attribute, ACL), the same
 * letter in capitals how many there are. `-` says that getfattr is not there, `!` that a look did not come to its end.
 * A file counts as sparse from 1 MiB on, when half of it or more has no blocks.
 */
const SCRIPT = `
mark() { awk -v m="$1" -v t="$2" -v n=${SHOWN} 'BEGIN{up=toupper(m)} {c++; if (c<=n) print m t " " $0} END{print up t " " c+0}'; }
for d in /vol/*; do
  t=\${d#/vol/}
  cd "$d" || { echo "!$t"; continue; }
  find . -type s | mark s "$t"
  find . -type f -size +2047 -exec stat -c '%b %s %n' {} + | awk '$1*1024 <= $2 {sub(/^[0-9]+ [0-9]+ /, ""); print}' | mark p "$t"
  if command -v getfattr >/dev/null; then
    attrs() { getfattr -R -P -h -m "$1" . 2>/dev/null | sed -n 's/^# file: //p'; }
    attrs '^user[.]|^trusted[.]' | mark x "$t"
    attrs '^system[.]posix_acl' | mark a "$t"
  else
    echo "-$t"
  fi
done
echo end
`;

const KINDS = { s: 'socket', p: 'sparse', x: 'xattr', a: 'acl' } as const;
type Mark = keyof typeof KINDS;

/**
 * What the archive API does not keep of these trees: looked for by a container of our own that mounts all of them read-only,
 * without a network. What it could not look at is said too.
 * @returns warnings by the index of the tree · @throws the signal's reason
 */
export async function lostInTar(
  deps: { readonly storage: Pick<EngineStorage, 'runHelper'>; readonly operation: string; readonly log: Log },
  trees: readonly SetTree[],
  signal: AbortSignal,
): Promise<Map<number, ManifestWarning[]>> {
  if (trees.length === 0) return new Map();
  const mounts = trees.map(({ kind, name }, index) => ({
    type: kind === 'volume' ? ('volume' as const) : ('bind' as const),
    source: name,
    target: `/vol/${index}`,
    readOnly: true,
  }));
  try {
    const end = await deps.storage.runHelper(
      {
        operation: deps.operation,
        image: 'tool',
        mounts,
        argv: ['timeout', String(LOOK_S), 'sh', '-c', SCRIPT],
        capabilities: ['DAC_READ_SEARCH'],
      },
      { signal, deadlineMs: DEADLINE_MS },
    );
    return readFindings(end.output, trees.length);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof EngineError) && !(error instanceof UserError)) throw error;
    deps.log.info({ error }, 'what the archive does not keep could not be looked for');
    return readFindings('', trees.length);
  }
}

/** Reads what the script printed. Pure. */
export function readFindings(output: string, trees: number): Map<number, ManifestWarning[]> {
  const lines = output.split('\n');
  const isWhole = lines.includes('end');
  return new Map(
    Array.from({ length: trees }, (_, index): [number, ManifestWarning[]] => {
      const found = (Object.keys(KINDS) as Mark[]).flatMap((mark) => warningOf(lines, mark, index));
      const missed = lines.includes(`-${index}`) ? ['xattr', 'acl'] : [];
      const isUnseen = !lines.some((line) => line.startsWith(`P${index} `)) || lines.includes(`!${index}`);
      const unseen = isUnseen || (!isWhole && index === trees - 1) ? ['socket', 'sparse', 'xattr', 'acl'] : missed;
      const notLooked =
        unseen.length === 0 ? [] : [{ kind: 'not-looked-at' as const, count: unseen.length, paths: unseen }];
      return [index, [...found, ...notLooked]];
    }),
  );
}

function warningOf(lines: readonly string[], mark: Mark, index: number): ManifestWarning[] {
  const total = lines.find((line) => line.startsWith(`${mark.toUpperCase()}${index} `));
  const count = Number(total?.split(' ')[1] ?? 0);
  if (!Number.isSafeInteger(count) || count <= 0) return [];
  const paths = lines
    .filter((line) => line.startsWith(`${mark}${index} `))
    .map((line) => line.slice(line.indexOf(' ') + 1).replace(/^\.\//, ''))
    .slice(0, SHOWN);
  return [{ kind: KINDS[mark], count, paths }];
}
