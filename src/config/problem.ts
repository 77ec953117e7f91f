import { StartError } from '../errors.ts';

/** What stops a start: one paragraph that says what is wrong, where, what was expected, and an example. Written for the operator's terminal, in English. */
export class ConfigProblem extends StartError {
  readonly what: string;
  readonly where: string;
  readonly expected: string;
  readonly example: string;

  constructor(parts: { what: string; where: string; expected: string; example: string }, options?: ErrorOptions) {
    super(`${parts.what} (${parts.where})`, options);
    this.name = 'ConfigProblem';
    this.what = parts.what;
    this.where = parts.where;
    this.expected = parts.expected;
    this.example = parts.example;
  }

  override paragraph(): string {
    const { what, where, expected, example } = this;
    // What others wrote (a parser's message, a value) may hold line breaks; it stays one paragraph.
    return `${what} Where: ${where}. Expected: ${expected}. Example: ${example}`.replace(/\s*\n\s*/g, ' ');
  }
}
