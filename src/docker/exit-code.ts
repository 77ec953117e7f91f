/** Signals that mean something to the person who reads; numbers as on Linux. */
const SIGNALS: Readonly<Record<number, string>> = {
  130: 'docker-exit-interrupted',
  134: 'docker-exit-aborted',
  135: 'docker-exit-bus-error',
  136: 'docker-exit-arithmetic',
  139: 'docker-exit-segfault',
};

const CODES: Readonly<Record<number, string>> = {
  0: 'docker-exit-done',
  1: 'docker-exit-error',
  2: 'docker-exit-usage',
  125: 'docker-exit-engine',
  126: 'docker-exit-not-executable',
  127: 'docker-exit-not-found',
};

/**
 * What an exit code says, as the key of a text (whose only parameter is `code`). `oom` is true when an `oom` event
 * came with the end, `stopped` when somebody or something asked the container to stop. 137 alone proves no lack of
 * memory: it is also how a container ends that ignored SIGTERM until its stop time-out.
 */
export function exitCodeMeaning(code: number, circumstances: { oom: boolean; stopped: boolean }): string {
  if (circumstances.oom) return 'docker-exit-oom';
  if (code === 137) return circumstances.stopped ? 'docker-exit-killed-on-stop' : 'docker-exit-killed';
  if (code === 143) return circumstances.stopped ? 'docker-exit-stopped' : 'docker-exit-terminated';
  const known = SIGNALS[code] ?? CODES[code];
  if (known !== undefined) return known;
  return code > 128 && code < 193 ? 'docker-exit-signal' : 'docker-exit-other';
}
