/**
 * Takes the Engine's log stream apart. Without a TTY it comes in frames: one byte for the stream, three zeros, four
 * bytes of length (big endian), then the payload; with a TTY it is raw. Chunks of the connection respect neither
 * frames, nor lines, nor characters. (Engine API, "Stream format" of the attach endpoint.)
 */
export interface LogDemuxer {
  push(chunk: Buffer): void;
  /** Whether what came ends with a frame's end. What does not was cut. */
  isWhole(): boolean;
}

/** Gets the payload piece by piece. The bytes are only lent: copy what is kept. */
export type FrameSink = (stream: 'stdout' | 'stderr', bytes: Buffer) => void;

const HEADER_BYTES = 8;

/** Iterative, so that no amount of short frames in one chunk fills the stack, and copies nothing. */
export function createLogDemuxer(tty: boolean, sink: FrameSink): LogDemuxer {
  if (tty) return { push: (chunk) => sink('stdout', chunk), isWhole: () => true };
  const header = Buffer.alloc(HEADER_BYTES);
  let headerFilled = 0;
  let remaining = 0;
  return {
    isWhole: () => remaining === 0 && headerFilled === 0,
    push(chunk) {
      let at = 0;
      while (at < chunk.length) {
        if (remaining === 0) {
          const taken = chunk.copy(header, headerFilled, at, at + HEADER_BYTES - headerFilled);
          headerFilled += taken;
          at += taken;
          if (headerFilled < HEADER_BYTES) return;
          headerFilled = 0;
          remaining = header.readUInt32BE(4);
          continue;
        }
        const end = Math.min(chunk.length, at + remaining);
        sink(header[0] === 2 ? 'stderr' : 'stdout', chunk.subarray(at, end));
        remaining -= end - at;
        at = end;
      }
    },
  };
}
