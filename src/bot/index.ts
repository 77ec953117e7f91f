export { createBot, type VakhtaBot } from './bot.ts';
export { PollingEnded } from './poller.ts';
export { reportText } from './report-input.ts';
export type { Rooms } from './views/rooms.ts';
