import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createManualClock } from '../../../src/clock.ts';
import { createHost, isInContainer } from '../../../src/host/index.ts';
import { silentLog } from '../../../src/log.ts';

const BOOT_ID = '0f2f9f2a-7d0e-4a53-93bb-9b6a4f1b7a11';
const CONTAINER = 'c'.repeat(64);
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vakhta-host-'));
  put('proc/uptime', '93784.52 180000.11\n');
  put('proc/loadavg', '0.42 1.05 2.10 2/345 6789\n');
  put('proc/cpuinfo', 'processor\t: 0\nmodel name\t: x\n\nprocessor\t: 1\nmodel name\t: x\n');
  put('proc/meminfo', 'MemTotal:        8000000 kB\nMemFree:          100000 kB\nMemAvailable:    2000000 kB\n');
  put('proc/sys/kernel/random/boot_id', `${BOOT_ID}\n`);
  put('proc/1/mountinfo', '27 1 254:0 / / rw - ext4 /dev/vda rw\n');
  put('proc/self/mountinfo', '27 1 254:0 / / rw - ext4 /dev/own rw\n');
  put('proc/self/cgroup', '0::/user.slice/session-1.scope\n');
});

afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const hostOf = (hostRoot: string | null) =>
  createHost({ hostRoot, clock: createManualClock(1_000), log: silentLog, ownRoot: root });

test('reads the host below HOST_ROOT', async () => {
  const snapshot = await hostOf(root).snapshot();
  expect(snapshot).toMatchObject({
    at: 1_000,
    uptimeS: { value: 93_784.52 },
    load: { value: [0.42, 1.05, 2.1] },
    cores: { value: 2 },
    memory: { value: { totalBytes: 8_192_000_000, availableBytes: 2_048_000_000 } },
    bootId: { value: BOOT_ID },
  });
});

test('measures disks as df does, at their own mount points, those of process 1 when seen from a container', async () => {
  const snapshot = await hostOf(root).snapshot();
  const { blocks, bfree, bavail, bsize } = statfsSync(root);
  const [disk] = snapshot.disks.value ?? [];
  expect(disk).toMatchObject({ mount: '/', device: '/dev/vda', totalBytes: blocks * bsize });
  // The disk of the test machine is in use: the figures may move between the two readings.
  expect(disk?.usedPercent).toBeCloseTo(((blocks - bfree) / (blocks - bfree + bavail)) * 100, 0);
  expect((await hostOf(null).snapshot()).disks.value?.[0]?.device).toBe('/dev/own');
});

test('a disk that is not there does not hide the others', async () => {
  put('proc/1/mountinfo', '27 1 254:0 / / rw - ext4 /dev/vda rw\n28 27 8:1 / /gone rw - xfs /dev/sda1 rw\n');
  expect((await hostOf(root).snapshot()).disks.value?.map((disk) => disk.device)).toEqual(['/dev/vda']);
});

test('what cannot be read says so alone', async () => {
  rmSync(join(root, 'proc/uptime'));
  put('proc/meminfo', 'nonsense');
  const snapshot = await hostOf(root).snapshot();
  expect(snapshot.uptimeS).toEqual({ value: null, reason: 'host-unreadable' });
  expect(snapshot.memory).toEqual({ value: null, reason: 'host-unreadable' });
  expect(snapshot.cores.value).toBe(2);
});

describe('in a container', () => {
  test.each([
    ['the file of Docker', '.dockerenv', ''],
    ['the file of Podman', 'run/.containerenv', ''],
    ['cgroup 1', 'proc/self/cgroup', `5:devices:/docker/${CONTAINER}\n`],
    ['Kubernetes', 'proc/self/cgroup', '4:memory:/kubepods/burstable/pod1/abc\n'],
    ['a systemd cgroup', 'proc/self/cgroup', `0::/system.slice/docker-${CONTAINER}.scope\n`],
    [
      'the mounted host name',
      'proc/self/mountinfo',
      `7 6 8:1 /var/lib/docker/containers/${CONTAINER}/hostname /etc/hostname rw - ext4 /dev/vda rw\n`,
    ],
  ])(
    '%s gives it away, and without HOST_ROOT nothing of the container is shown as the host’s',
    async (_, path, text) => {
      expect(await isInContainer(root)).toBe(false);
      put(path, text);
      expect(await isInContainer(root)).toBe(true);
      const snapshot = await hostOf(null).snapshot();
      const { at, ...figures } = snapshot;
      expect(at).toBe(1_000);
      for (const figure of Object.values(figures)) expect(figure).toEqual({ value: null, reason: 'host-in-container' });
      expect((await hostOf(root).snapshot()).uptimeS.value).not.toBeNull();
    },
  );
});
