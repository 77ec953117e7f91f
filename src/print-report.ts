import { reportText } from './bot/index.ts';
import { composeHouse } from './compose.ts';
import { ConfigProblem, loadConfig } from './config/index.ts';
import { withoutTelegram } from './without-telegram.ts';

/** `npm run report -- N`: prints the Markdown report without Telegram. Needs no more than DATA_DIR, and vakhta.yaml for roles. */
export function printReport(args: readonly string[]): Promise<number> {
  const wanted = args[0]?.replace(/^#/, '');
  if (wanted !== undefined && !/^\d{1,9}$/.test(wanted)) {
    throw new ConfigProblem({
      what: `"${wanted.slice(0, 40)}" is not the number of an incident.`,
      where: 'the command line',
      expected: 'a number as the cards show it, or nothing for the newest incident',
      example: 'npm run report -- 12',
    });
  }
  const house = composeHouse(loadConfig(withoutTelegram(process.env)));
  try {
    const number = wanted === undefined ? house.rooms.incidents.newest()?.number : Number(wanted);
    const text = number === undefined ? null : reportText(number, house.rooms, Date.now(), house.maskSecrets);
    if (text === null) {
      process.stderr.write(
        number === undefined
          ? `There is no incident yet in ${house.config.environment.dataDir}.\n`
          : `There is no incident #${number}.\n`,
      );
      return Promise.resolve(1);
    }
    process.stdout.write(text);
    return Promise.resolve(0);
  } finally {
    house.docker.close();
    house.database.close();
  }
}
