/** A value that Fluent can put into a sentence. */
export type TextParams = Readonly<Record<string, string | number>>;

/**
 * Something that a person caused or can mend. `key` names a message in `locales/*.ftl`
 * that says what was wrong, what was expected and what to do.
 * Everything that is not a UserError is a bug or a fault: it is logged with its cause.
 */
export class UserError extends Error {
  readonly key: string;
  readonly params: TextParams;

  constructor(key: string, params: TextParams = {}, options?: ErrorOptions) {
    super(`${key} ${JSON.stringify(params)}`, options);
    this.name = 'UserError';
    this.key = key;
    this.params = params;
  }
}

/** What stops a start and what an operator can mend: printed as one paragraph before the process ends with code 1. */
export abstract class StartError extends Error {
  /** What is wrong, where, what was expected, an example. In English: it goes to a terminal, not to a chat. */
  abstract paragraph(): string;
}

/** The message of anything that was thrown, for logs and for "could not: …" lines. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
