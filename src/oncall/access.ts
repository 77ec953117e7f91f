import { ACCESS, type Access } from '../config/index.ts';
import { UserError } from '../errors.ts';
import type { Person } from './people.ts';

export function may({ access }: Pick<Person, 'access'>, needed: Access): boolean {
  return ACCESS.indexOf(access) >= ACCESS.indexOf(needed);
}

/** @throws UserError oncall-access-missing, which says what is needed and who has it to give */
export function requireAccess(person: Pick<Person, 'access'>, needed: Access): void {
  if (!may(person, needed)) throw new UserError('oncall-access-missing', { needed, has: person.access });
}
