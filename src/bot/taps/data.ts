/**
 * Callback data: parts joined by dots, at most 64 bytes. The first part names the router that understands the rest:
 * `t` triage, `i` incident, `o` operation, `b` board, `s` settings, `m` metrics, `c` command, `q` question, `u` audit,
 * `a` container actions, `p` status pages, `x` host commands, `j` a compose project, `h` health, `d` disk, `l` logs, `k` backups, `r` restore, `w` what runs by itself.
 */
export function tap(...parts: readonly (string | number)[]): string {
  return parts.join('.');
}

export function tapParts(data: string): readonly string[] {
  return data.split('.');
}
