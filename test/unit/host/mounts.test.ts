import { expect, test } from 'vitest';
import { realDisks } from '../../../src/host/mounts.ts';

test('keeps real disks and leaves out layers, memory, images, loops and the network', () => {
  const info = [
    '27 1 254:1 / / rw,relatime shared:1 master:2 - ext4 /dev/vda1 rw',
    '30 27 0:25 / /dev/shm rw - tmpfs tmpfs rw',
    '31 27 0:50 / /var/lib/docker/overlay2/abc/merged rw - overlay overlay rw,lowerdir=x',
    '32 27 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro',
    '33 27 7:2 / /mnt/image rw - ext4 /dev/loop2 rw',
    '34 27 0:60 / /mnt/nas rw - nfs4 nas:/share rw',
    '35 27 254:16 / /data rw - xfs /dev/vdb rw',
    '36 27 0:70 / /tank rw - zfs tank/data rw',
    '',
    'nonsense',
  ].join('\n');
  expect(realDisks(info)).toEqual([
    { mountPoint: '/', device: '/dev/vda1' },
    { mountPoint: '/data', device: '/dev/vdb' },
    { mountPoint: '/tank', device: 'tank/data' },
  ]);
});

test('shows a device once, at the mount of the whole of it, whatever comes first', () => {
  const info = [
    '40 27 8:1 /srv/www /var/www rw - ext4 /dev/sda1 rw',
    '41 27 8:1 / /very/long/mount/point rw - ext4 /dev/sda1 rw',
    '42 27 8:1 /x /x rw - ext4 /dev/sda1 rw',
    '43 27 0:40 /@ / rw - btrfs /dev/sdb2 rw',
    '44 27 0:41 /@home /home rw - btrfs /dev/sdb2 rw',
  ].join('\n');
  expect(realDisks(info)).toEqual([
    { mountPoint: '/very/long/mount/point', device: '/dev/sda1' },
    { mountPoint: '/', device: '/dev/sdb2' },
  ]);
});

test('reads names with spaces', () => {
  expect(realDisks('50 27 8:2 / /media/My\\040Disk rw - vfat /dev/sdc1 rw')).toEqual([
    { mountPoint: '/media/My Disk', device: '/dev/sdc1' },
  ]);
});
