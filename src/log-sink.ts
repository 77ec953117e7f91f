import { Writable } from 'node:stream';
import pino from 'pino';
import type { Log } from './log.ts';

/** Writes JSON lines to standard output, each masked as a whole: what a fault carries along is not known beforehand. */
export function createLog(
  level: string,
  mask: (text: string) => string,
  output: NodeJS.WritableStream = process.stdout,
): Log {
  const masked = new Writable({
    decodeStrings: false,
    write: (line: unknown, _encoding, done) => {
      output.write(mask(String(line)), () => done());
    },
  });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    masked,
  );
}
