import { parseArgs } from 'node:util';
import { createSandbox } from './server/server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8081' },
    token: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help === true) {
  console.log('usage: node sandbox/main.ts [--port 8081] [--token <id>:<secret>]');
} else {
  const sandbox = await createSandbox({
    port: Number(values.port),
    ...(values.token === undefined ? {} : { token: values.token }),
  });
  console.log(`Telegram sandbox (@grammyjs/types ${sandbox.apiVersion})`);
  console.log(`  phone:    ${sandbox.url}`);
  console.log(`  apiRoot:  ${sandbox.url}`);
  console.log(`  token:    ${sandbox.token}`);
  const stop = () => void sandbox.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
