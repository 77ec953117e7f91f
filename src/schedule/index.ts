/** What hangs on the clock: when backups are made, verified and restored for a test, and who is reminded of it. */
export { type Job, type JobResult, jobId, WHATS, type What } from './jobs.ts';
export { isOpen, type Reminder } from './reminders.ts';
export { reminderSubject } from './reminding.ts';
export { createSchedule, type Schedule } from './schedule.ts';
export { severityOf } from './warning-watch.ts';
