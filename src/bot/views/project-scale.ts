import { z } from 'zod';
import type { Block, Button, Document } from '../../document/index.ts';
import { tap } from '../taps/data.ts';
import { projectReference } from '../taps/reference.ts';
import { bold, defineView } from './view.ts';
import { shortened } from './words.ts';

const SHOWN = 20;
const COUNTS = [1, 2, 3, 4, 5, 6, 8, 10, 12] as const;

const reason = z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });

/** Which service of a project to run in another number of containers; why the others cannot. */
export const projectScale = defineView(
  z.object({
    project: z.string(),
    choices: z.array(
      z.object({ service: z.string(), count: z.number(), hash: z.string(), obstacle: reason.nullable() }),
    ),
  }),
  ({ project, choices }, { t }): Document => {
    const reference = projectReference(project);
    const free = choices.filter((choice) => choice.obstacle === null || choice.count > 1);
    const obstacles = choices.flatMap(({ obstacle }) => (obstacle === null ? [] : [t(obstacle.key, obstacle.params)]));
    const buttons = free.slice(0, SHOWN).map(
      ({ service, count, hash }): Button => ({
        label: `${shortened(service, 15)} ×${count}`,
        action: { kind: 'callback', data: tap('j', 'scale', reference, hash) },
      }),
    );
    const blocks: Block[] = [
      { kind: 'paragraph', text: bold(t(free.length > 0 ? 'bot-scale-pick' : 'bot-scale-none', { project })) },
      ...(obstacles.length > 0 ? [{ kind: 'list', items: obstacles.slice(0, SHOWN) } as const] : []),
    ];
    return { blocks, buttons: inRows(buttons, 2) };
  },
);

/** To how many. */
export const projectScaleCount = defineView(
  z.object({ project: z.string(), service: z.string(), hash: z.string(), count: z.number() }),
  ({ project, service, hash, count }, { t }): Document => {
    const reference = projectReference(project);
    const counts = COUNTS.filter((each) => each !== count);
    const buttons = counts.map(
      (each): Button => ({
        label: `×${each}`,
        action: { kind: 'callback', data: tap('j', 'scale', reference, hash, each) },
      }),
    );
    return {
      blocks: [{ kind: 'paragraph', text: bold(t('bot-scale-how-many', { service, count })) }],
      buttons: inRows(buttons, 3),
    };
  },
);

function inRows(buttons: readonly Button[], perRow: number): Button[][] {
  const rows: Button[][] = [];
  for (let at = 0; at < buttons.length; at += perRow) rows.push(buttons.slice(at, at + perRow));
  return rows;
}
