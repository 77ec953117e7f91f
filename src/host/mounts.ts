export interface Mount {
  mountPoint: string;
  device: string;
}

/**
 * File systems that hold somebody's files on this machine. What is left out: layers and memory (overlay, tmpfs),
 * images that are always full (squashfs, iso9660), and network mounts, whose statfs can hang for ever.
 */
const REAL = new Set([
  ...['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'zfs', 'f2fs', 'jfs', 'reiserfs', 'bcachefs'],
  ...['vfat', 'exfat', 'ntfs', 'ntfs3', 'fuseblk', 'hfsplus'],
]);

interface MountLine extends Mount {
  identity: string;
  /** The whole file system, rather than a folder of it that is bound to another place. */
  whole: boolean;
}

/** The real disks in a `mountinfo` file (proc(5)), each device once, at its main mount point. */
export function realDisks(mountInfo: string): Mount[] {
  const chosen = new Map<string, MountLine>();
  for (const line of mountInfo.split('\n')) {
    const mount = parseLine(line);
    if (mount === null) continue;
    const known = chosen.get(mount.identity);
    if (known === undefined || isBetter(mount, known)) chosen.set(mount.identity, mount);
  }
  return [...chosen.values()].map(({ mountPoint, device }) => ({ mountPoint, device }));
}

/** `36 35 98:0 /root /mount/point rw,noatime shared:1 - ext4 /dev/sda1 rw`: any number of optional fields before the dash. */
function parseLine(line: string): MountLine | null {
  const [left, right] = line.split(' - ');
  if (left === undefined || right === undefined) return null;
  const [, , numbers, root, mountPoint] = left.split(' ');
  const [type, source] = right.split(' ');
  if (numbers === undefined || root === undefined || mountPoint === undefined) return null;
  if (type === undefined || source === undefined || !REAL.has(type) || source.startsWith('/dev/loop')) return null;
  const device = unescapeOctal(source);
  // Subvolumes of btrfs have numbers of their own and share one device; names without a path (zfs) are their own.
  const identity = device.startsWith('/dev/') && type === 'btrfs' ? device : numbers;
  return { mountPoint: unescapeOctal(mountPoint), device, identity, whole: root === '/' };
}

function isBetter(candidate: MountLine, known: MountLine): boolean {
  if (candidate.whole !== known.whole) return candidate.whole;
  return candidate.mountPoint.length < known.mountPoint.length;
}

/** Space, tab, newline and backslash are written as octal. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
