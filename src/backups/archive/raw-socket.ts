import net from 'node:net';
import type { DockerHostConfig } from '../../config/index.ts';

/** The Engine could not be reached, or the connection broke. `code` is the operating system's. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A connection whose bytes are read into the same memory again and again, and only when somebody asks for them. */
export interface RawSocket {
  write(text: string): void;
  /** The next bytes, lent until the next call; null when the other side has ended. @throws ConnectionError */
  read(): Promise<Buffer | null>;
  /** With why; whoever reads gets it. */
  close(reason: unknown): void;
}

/** Nothing has moved for so long: the Engine hangs, or the network is gone. A slow disk moves now and then. */
export const STILL_MS = 10 * 60_000;
const BUFFER_BYTES = 256 * 1024;

export function openRawSocket(host: DockerHostConfig): RawSocket {
  const memory = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let arrived: Buffer | null = null;
  let failure: unknown = null;
  let isOver = false;
  let wake: (() => void) | null = null;

  const change = (apply: () => void) => {
    apply();
    wake?.();
    wake = null;
  };
  const fail = (error: unknown) =>
    change(() => {
      failure ??= error;
      isOver = true;
    });
  const socket = connect(host, {
    buffer: memory,
    // False: no more until they were taken.
    callback: (size) => {
      change(() => {
        arrived = memory.subarray(0, size);
      });
      return false;
    },
  });
  socket.setTimeout(STILL_MS, () => socket.destroy(new ConnectionError('ETIMEDOUT', 'the Engine has been silent')));
  socket.on('error', (error: NodeJS.ErrnoException) =>
    fail(error instanceof ConnectionError ? error : new ConnectionError(error.code ?? '', error.message)),
  );
  socket.once('end', () =>
    change(() => {
      isOver = true;
    }),
  );
  socket.once('close', () =>
    change(() => {
      isOver = true;
    }),
  );

  return {
    write: (text) => socket.write(text),
    async read() {
      if (arrived === null && !isOver) {
        const waiting = new Promise<void>((resolve) => {
          wake = resolve;
        });
        socket.resume();
        await waiting;
      }
      const bytes = arrived;
      arrived = null;
      if (bytes !== null && failure === null) return bytes;
      if (failure !== null) throw failure;
      return null;
    },
    close(reason) {
      if (reason !== null) fail(reason);
      socket.destroy();
    },
  };
}

type OnRead = { buffer: Buffer; callback: (size: number) => boolean };

function connect(host: DockerHostConfig, onread: OnRead): net.Socket {
  if (host.kind === 'unix') return net.connect({ path: host.socketPath, onread });
  if (host.tls === null) return net.connect({ host: host.host, port: host.port, onread });
  // Known to Node, not to its types.
  const options = { host: host.host, port: host.port, ...host.tls, onread };
  // Loaded where it is needed only: each thread has its own.
  return process.getBuiltinModule('node:tls').connect(options);
}
