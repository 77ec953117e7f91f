export { may, requireAccess } from './access.ts';
export { createPeople, type People, type Person, type Sighting } from './people.ts';
export { needsSecond } from './two-people.ts';
