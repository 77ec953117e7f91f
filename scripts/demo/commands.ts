import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What /run offers in the demo. All of it only looks, except at the clock. */
export function sampleCommands(folder: string, project: string): object[] {
  return [
    { id: 'uptime', name: 'Uptime', argv: ['uptime'], confirm: false, access: 'viewer' },
    { id: 'df', name: 'Disks', argv: ['df', '-h'], confirm: false, access: 'viewer' },
    {
      id: 'stock',
      name: 'Take stock',
      argv: ['sh', 'stock.sh', '{shelf}'],
      cwd: folder,
      timeout: '1min',
      access: 'responder',
      project,
      params: { shelf: { kind: 'choice', values: ['tea', 'books', 'lamps'], ask: 'Which shelf?' } },
    },
    {
      id: 'smoke',
      name: 'Smoke test',
      argv: ['sh', 'smoke.sh'],
      cwd: folder,
      timeout: '20s',
      confirm: false,
      check: true,
      project,
      service: 'gateway',
    },
  ];
}

/** Slow enough that its lines are seen to come. */
const STOCK = `#!/bin/sh
echo "Counting the shelf \\"$1\\" ..."
total=0
for box in 1 2 3 4 5 6 7 8 9 10 11 12; do
  sleep 1
  total=$((total + box * 3))
  echo "box $box of 12: $((box * 3)) pieces"
done
echo "$1: $total pieces in 12 boxes"
`;

const SMOKE = `#!/bin/sh
echo "put into the basket: ok"
echo "pay: not tried, billing is down"
`;

/** The scripts that the commands call. */
export function writeScripts(folder: string): void {
  writeFileSync(join(folder, 'stock.sh'), STOCK);
  writeFileSync(join(folder, 'smoke.sh'), SMOKE);
}
