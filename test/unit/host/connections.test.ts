import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inbound, readConnections } from '../../../src/host/connections.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (local: string, remote: string, state: string) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 12345 1`;

/** 172.18.0.2:9000 listens; 172.18.0.3 and 10.0.0.7 are connected; it itself is connected to 172.18.0.9:5432. */
const TCP = [
  HEAD,
  row('00000000:2328', '00000000:0000', '0A'),
  row('020012AC:2328', '030012AC:9C40', '01'),
  row('020012AC:2328', '0700000A:9C41', '01'),
  row('020012AC:2328', '0800000A:9C41', '06'),
  row('020012AC:9C42', '090012AC:1538', '01'),
  row('0100007F:2328', '0100007F:9C43', '01'),
].join('\n');
const TCP6 = [
  HEAD,
  row('00000000000000000000000000000000:1F90', '00000000000000000000000000000000:0000', '0A'),
  row('0000000000000000FFFF0000020012AC:1F90', '0000000000000000FFFF0000040012AC:9C40', '01'),
  row('B80D0120000000000000000001000000:1F90', 'B80D0120000000000000000002000000:9C40', '01'),
].join('\n');

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vakhta-proc-'));
  mkdirSync(join(root, 'proc/7/net'), { recursive: true });
  writeFileSync(join(root, 'proc/7/cgroup'), '0::/docker/abc123\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('who is connected', () => {
  it('is whoever has an open connection to a port that it listens on, and not itself', () => {
    expect(inbound(TCP)).toEqual([
      { localPort: 9000, remoteAddress: '172.18.0.3' },
      { localPort: 9000, remoteAddress: '10.0.0.7' },
    ]);
  });

  it('is read in IPv6 too, and IPv4 within it', () => {
    expect(inbound(TCP6).map(({ remoteAddress }) => remoteAddress)).toEqual(['172.18.0.4', '2001:db8::2']);
  });

  it('is read for the container’s own process only', async () => {
    writeFileSync(join(root, 'proc/7/net/tcp'), TCP);
    expect(await readConnections(root, 7, 'abc123')).toHaveLength(2);
    writeFileSync(join(root, 'proc/7/net/tcp6'), TCP6);
    expect(await readConnections(root, 7, 'abc123')).toHaveLength(4);
    expect(await readConnections(root, 7, 'other')).toBeNull();
    expect(await readConnections(root, 8, 'abc123')).toBeNull();
  });
});
