/** An answer with `ok: false`, as the Bot API gives it. */
export class Refusal extends Error {
  readonly code: number;
  readonly description: string;
  readonly parameters: RefusalParameters | undefined;

  constructor(code: number, description: string, parameters?: RefusalParameters) {
    super(description);
    this.name = 'Refusal';
    this.code = code;
    this.description = description;
    this.parameters = parameters;
  }
}

export interface RefusalParameters {
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
}

/** A refusal whose code is told by the beginning of its text, as in Telegram: `Bad Request: …`, `Forbidden: …`. */
export function refused(description: string, parameters?: RefusalParameters): Refusal {
  return new Refusal(codeOf(description), description, parameters);
}

function codeOf(description: string): number {
  if (description.startsWith('Forbidden')) return 403;
  if (description.startsWith('Conflict')) return 409;
  if (description.startsWith('Not Found')) return 404;
  if (description.startsWith('Unauthorized')) return 401;
  if (description.startsWith('Too Many Requests')) return 429;
  if (description.startsWith('Not Implemented')) return 501;
  if (description.startsWith('Request Entity Too Large')) return 413;
  return 400;
}
