import { execFileSync } from 'node:child_process';

/** Far beyond what a header of a tar can hold. */
export const DEEP = Array.from({ length: 5 }, (_, level) => `${level}`.repeat(90)).join('/');

/** What other programs trip over, made by the machine's own tools in the volume's folder. */
export function fillNastily(root: string): void {
  const script = `set -e
    mkdir -p ${DEEP} empty && echo deep > ${DEEP}/${'n'.repeat(200)}
    echo one > hard-1 && ln hard-1 hard-2 && ln hard-1 ${DEEP}/hard-3
    ln -s ../../../../etc/shadow escaping && ln -s nowhere dangling && ln -s ${'t'.repeat(250)} long-link
    mkfifo pipe && mknod null c 1 3 && mknod disk b 7 99
    printf x > setuid && chown 2000000:3000000 setuid && chmod 6755 setuid && chmod 1777 empty
    printf x > "$(printf 'latin-\\351')" && printf x > "$(printf 'line\\nfeed')" && printf x > 'имя файла' && : > .wh.odd
    touch -d '1999-12-31 23:59:59 UTC' old && touch -h -d '2001-01-01 UTC' dangling
    printf x > capable && chmod 755 capable && setcap cap_net_raw+ep capable
    chown -h 1234:5678 escaping`;
  execFileSync('bash', ['-c', script], { cwd: root });
}

/** The tree as this machine's own tools see it. */
export function look(root: string): string {
  const find = ['.', '-mindepth', '1', '-printf', '%P\\0%y %m %U:%G %s %l %n\\0'];
  const found = execFileSync('find', find, { cwd: root, encoding: 'latin1' }).split('\0');
  const lines = found.flatMap((path, at) => (at % 2 === 0 && path !== '' ? [`${path} ${found[at + 1]}`] : []));
  // A folder's size is its file system's affair.
  return lines
    .map((line) => line.replace(/( d \d+ \d+:\d+ )\d+/, '$1'))
    .sort()
    .join('\n');
}

/** What the archive API does not keep: a socket, a file with holes, an attribute and an ACL. */
export function addWhatIsLost(root: string): void {
  const script = `
import os, socket, struct
socket.socket(socket.AF_UNIX).bind("app.sock")
open("sparse", "w").truncate(8 << 20)
for name in ("attributed", "listed"): open(name, "w").write("x")
os.setxattr("attributed", "user.note", b"lost")
rights = ((1, 6, -1), (2, 4, 1234), (4, 4, -1), (16, 4, -1), (32, 4, -1))
acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *right) for right in rights)
os.setxattr("listed", "system.posix_acl_access", acl)`;
  execFileSync('python3', ['-c', script], { cwd: root });
}
