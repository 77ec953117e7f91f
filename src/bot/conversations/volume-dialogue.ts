import { type Item, itemReference, planCleanup } from '../../cleanup/index.ts';
import { EngineError } from '../../docker/index.ts';
import { UserError } from '../../errors.ts';
import type { LookingOptions } from '../commands/looking.ts';
import type { BotContext } from '../context.ts';
import { askToClean } from '../taps/disk-asking.ts';
import { seen, volumeNamed } from '../taps/disk-taps.ts';
import type { Heard } from './heard.ts';

/** What the question is about, as it was seen when it was asked. JSON: it travels with the dialogue. */
export interface AskedVolume {
  readonly name: string;
  readonly bytes: number;
  readonly project: string | null;
}

export interface VolumeDialogue {
  /** @throws UserError when it is gone or in use · EngineError */
  find(reference: string): Promise<AskedVolume>;
  ask(ctx: BotContext, volume: AskedVolume): void;
  /** Takes the answer; never throws for what a person said or an Engine that is away. @returns whether the dialogue is over */
  hear(ctx: BotContext, volume: AskedVolume, heard: Heard): Promise<boolean>;
}

/** A volume is removed only when its name was typed, letter for letter; then the question in red follows as for all else. */
export function createVolumeDialogue(options: LookingOptions): VolumeDialogue {
  const { say } = options;

  function show(ctx: BotContext, volume: AskedVolume, answered: 'typed' | 'cancelled' | null): void {
    const message = {
      subject: `volume:${ctx.lane.chatId}:${ctx.lane.userId}:${itemReference({ kind: 'volume', id: volume.name })}`,
      slot: 'main',
      view: 'disk-volume',
      params: {
        volume: volume.name,
        bytes: volume.bytes,
        project: volume.project,
        answered,
        group: ctx.chat?.type !== 'private',
      },
      priority: 0,
    } as const;
    if (answered === null) say.show(ctx, { ...message, mode: 'new' }, 'ask-volume');
    else say.show(ctx, { ...message, mode: 'upsert' });
  }

  async function askInRed(ctx: BotContext, name: string): Promise<void> {
    const now = await seen(options);
    const item: Item = volumeNamed(now, itemReference({ kind: 'volume', id: name }));
    await askToClean(options, ctx, planCleanup(now, { what: 'items', refs: [itemReference(item)] }), [name]);
  }

  return {
    find: async (reference) => {
      const { name, bytes, project } = volumeNamed(await seen(options), reference);
      return { name, bytes, project };
    },
    ask: (ctx, volume) => show(ctx, volume, null),
    hear: async (ctx, volume, heard) => {
      if (heard.kind === 'tap') {
        show(ctx, volume, 'cancelled');
        return true;
      }
      if (heard.kind === 'other' || heard.text.trim() !== volume.name) {
        say.notice(ctx, 'bot-disk-volume-wrong', { name: volume.name });
        return false;
      }
      try {
        await askInRed(ctx, volume.name);
        show(ctx, volume, 'typed');
      } catch (error) {
        if (error instanceof UserError) say.notice(ctx, error.key, error.params);
        else if (error instanceof EngineError) say.reply(ctx, 'engine-away', {}, 'engine-away');
        else throw error;
      }
      return true;
    },
  };
}
