import { Socket } from 'node:net';

// Loaded into each process under test before its own code. Descriptor 3 is a pipe whose other end the tests hold: when
// they end, in whatever way, nobody would end this process any more, so it ends itself.
const pipe = new Socket({ fd: 3, readable: true, writable: false });
pipe.on('error', () => undefined);
pipe.on('close', () => process.kill(process.pid, 'SIGKILL'));
pipe.resume();
pipe.unref();
