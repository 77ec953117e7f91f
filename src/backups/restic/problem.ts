import { UserError } from '../../errors.ts';

/** restic ended with an error: what it said, and which kind it is. */
export class ResticError extends Error {
  override readonly name = 'ResticError';
  readonly kind: ResticProblem;
  readonly said: string;
  constructor(kind: ResticProblem, said: string) {
    super(`restic: ${kind}: ${said.slice(-400)}`);
    this.kind = kind;
    this.said = said;
  }
}

export type ResticProblem = 'no-repository' | 'wrong-password' | 'locked' | 'no-space' | 'away' | 'other';

/** In this order: a repository that cannot be reached is also asked about as if there were none. */
const SIGNS: readonly (readonly [ResticProblem, RegExp])[] = [
  ['wrong-password', /wrong password or no key found/i],
  ['locked', /already locked|unable to create lock/i],
  ['no-space', /no space left on device/i],
  [
    'away',
    /dial tcp|connection (?:refused|reset)|no such host|i\/o timeout|network is unreachable|TLS handshake|x509:|permission denied|access ?denied|forbidden|40[13]|unable to start the sftp|ssh (?:exited|command)|subprocess ssh|host key verification/i,
  ],
  [
    'no-repository',
    /unable to open config file|Is there a repository at the following location|repository does not exist/i,
  ],
];

/** @param said what restic wrote to its error stream */
export function problemIn(said: string): ResticProblem {
  return SIGNS.find(([, sign]) => sign.test(said))?.[0] ?? 'other';
}

/** The same in a sentence for people. Its own words are shown only where nothing better is known. */
export function asUserError(error: ResticError, mask: (text: string) => string): UserError {
  const problem = mask(error.said.trim().split('\n').at(-1) ?? '').slice(0, 200);
  return new UserError(
    `backups-restic-${error.kind}`,
    error.kind === 'other' || error.kind === 'away' ? { problem } : {},
    {
      cause: error,
    },
  );
}
