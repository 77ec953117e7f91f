export type { Arrival, Commit, Handle, Inbox, SetAside } from './inbox.ts';
export { createInbox, MAX_ATTEMPTS } from './inbox.ts';
