/** Writes or removes one backup and kills itself in front of a step. Arguments: root, what, id, step. */
import { createLocalStore } from '../../../../src/backups/store/local-store.ts';
import { silentLog } from '../../../../src/log.ts';
import { sealOne } from './facts.ts';

const [, , root = '', what = '', id = '', fatal = ''] = process.argv;
const store = createLocalStore({
  root,
  passphrase: null,
  log: silentLog,
  step: (name) => {
    if (name === fatal) process.kill(process.pid, 'SIGKILL');
  },
});
if (what === 'seal') await sealOne(store, id);
else await store.remove('shop', id);
