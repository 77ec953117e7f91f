import type { Channels } from './channel.ts';
import type { Destination, Message } from './message.ts';

/** Everything that is said to people and was not said yet, in rows. */
export interface Outbox {
  /**
   * Puts a message into the caller's transaction; it is sent once that has committed.
   * @param cause makes a repeat (same cause, same destination) do nothing
   */
  enqueue(destination: Destination, message: Message, cause?: string): void;
  /** Begins to send. Rows of a channel that is not handed in are dropped: nobody configured it. */
  start(channels: Channels): void;
  /** Takes nothing new and waits for what is under way, at most `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
  /** Looks for work now, instead of when the next row is due. */
  kick(): void;
  /** How many rows wait or are under way. */
  backlog(): number;
  /** Resolves when nothing waits any more. For tests. */
  idle(): Promise<void>;
}
