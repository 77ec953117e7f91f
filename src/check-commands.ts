import type { Finding } from './check-reach.ts';
import { createCommands } from './commands/index.ts';
import type { Config } from './config/index.ts';
import { createTexts } from './document/index.ts';
import { silentLog } from './log.ts';

/** Whether the programs and folders of the configured commands are there, and the variables that they are given. */
export async function lookAtCommands({ settings, secretFrom }: Config): Promise<Finding[]> {
  const { commands: configured } = settings;
  if (configured.length === 0) return [];
  const texts = createTexts({ strict: false, log: silentLog });
  const commands = createCommands({ commands: configured, variable: secretFrom, servicesOf: async () => [] });
  const looked = await Promise.all(
    configured.map(async (command): Promise<Finding | null> => {
      const reason = await commands.unavailable(command);
      const unset = command.env.filter((name) => secretFrom(name) === null);
      const problems = [
        ...(reason === null ? [] : [texts.t('en', reason.key, reason.params)]),
        ...(unset.length === 0 ? [] : [`not set: ${unset.join(', ')}`]),
      ];
      return problems.length === 0 ? null : { ok: false, what: `Command ${command.id}`, detail: problems.join('; ') };
    }),
  );
  const wrong = looked.filter((finding) => finding !== null);
  const can = configured.length - wrong.length;
  return [{ ok: true, what: 'Commands', detail: `${can} of ${configured.length} can run here` }, ...wrong];
}
