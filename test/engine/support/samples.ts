import type { ServiceSpec } from './services.ts';

/** PID 1 has no default action for SIGTERM: without a trap each stop would last the whole time-out. */
const OBEY = "trap 'exit 0' TERM; ";
const IDLE = 'while :; do sleep 1 & wait $!; done';

/** Answers `/health` with 200 on port 8080, which is published; has a passing health check. */
export function gateway(project: string): ServiceSpec {
  const script = `mkdir -p /www && echo ok > /www/health && httpd -f -p 8080 -h /www & echo "gateway listens on 8080"; wait`;
  return {
    project,
    service: 'gateway',
    cmd: ['sh', '-c', `${OBEY}${script}`],
    ports: [8080],
    restart: 'always',
    healthcheck: { cmd: 'wget -q -O /dev/null http://127.0.0.1:8080/health' },
  };
}

/** Runs quietly and has no health check. */
export function worker(project: string): ServiceSpec {
  return {
    project,
    service: 'worker',
    cmd: ['sh', '-c', `${OBEY}echo "worker is ready"; ${IDLE}`],
    restart: 'always',
    dependsOn: ['gateway'],
  };
}

/** Ends with code 1 as soon as it has started, again and again, and says why. */
export function crashLooping(project: string): ServiceSpec {
  return {
    project,
    service: 'billing',
    cmd: [
      'sh',
      '-c',
      'echo "starting billing"; echo "FATAL: cannot connect to database at db:5432: connection refused" >&2; exit 1',
    ],
    restart: 'always',
  };
}

/** Runs, but its health check fails until somebody restarts it; then it is healthy for good. */
export function hanging(project: string): ServiceSpec {
  const script = `${OBEY}if [ -e /was-started ]; then touch /healthy; echo "accepting work"; else touch /was-started; echo "ERROR: lost the queue, waiting"; fi; ${IDLE}`;
  return {
    project,
    service: 'queue',
    cmd: ['sh', '-c', script],
    restart: 'always',
    healthcheck: { cmd: 'test -e /healthy || { echo "queue does not answer" >&2; exit 1; }' },
  };
}

/** Fills its 32 MiB about as fast as `mebibytesPerSecond` says, is killed for it, and starts again. */
export function leaking(project: string, mebibytesPerSecond = 8): ServiceSpec {
  // A text of one mebibyte, then one more each round.
  const script = `${OBEY}echo "cache is warm"; m=$(head -c 1048576 /dev/zero | tr '\\0' x); s=$m; while :; do i=0; while [ $i -lt ${mebibytesPerSecond} ]; do s=$s$m; i=$((i+1)); done; sleep 1; done`;
  return { project, service: 'cache', cmd: ['sh', '-c', script], restart: 'always', memoryBytes: 32 * 1024 * 1024 };
}

/** Asks for more than its 16 MiB at once and is killed; not started again. */
export function outOfMemory(project: string): ServiceSpec {
  return { project, service: 'glutton', cmd: ['tail', '/dev/zero'], memoryBytes: 16 * 1024 * 1024 };
}
