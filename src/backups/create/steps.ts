/** The steps in the journal of a backup, in their order; those of hooks have the service behind a colon. */
export const STEP = {
  draft: 'draft',
  before: 'before',
  hold: 'hold',
  readStill: 'read-still',
  release: 'release',
  readHooked: 'read-hooked',
  after: 'after',
  readLive: 'read-live',
  list: 'list',
  look: 'look',
  extras: 'extras',
  compare: 'compare',
  verify: 'verify',
  seal: 'seal',
  book: 'book',
} as const;

export function hookStep(when: 'before' | 'after', service: string): string {
  return `${STEP[when]}:${service}`;
}

/** What a recovery does again goes by another name: the first row of a name is what the first process did. */
export function again(step: string): string {
  return `${step}-again`;
}
