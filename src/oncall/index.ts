export { createPeople, type People, type Person, type Sighting } from './people.ts';
