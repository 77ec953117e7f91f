import type { Inline } from '../../document/index.ts';

/** Every command, in the order of the menu. */
export const COMMANDS = [
  'triage',
  'status',
  'health',
  'logs',
  'restart',
  'backup',
  'restore',
  'schedule',
  'run',
  'disk',
  'incidents',
  'incident',
  'report',
  'metrics',
  'audit',
  'settings',
  'help',
  'cancel',
] as const;

const MENTION = new RegExp(`(?<![\\w/])/(?:${COMMANDS.join('|')})(?![\\w/])`, 'g');

/** A sentence in which our own commands can be tapped. */
export function withCommands(sentence: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of sentence.matchAll(MENTION)) {
    parts.push(sentence.slice(from, match.index), { kind: 'command', text: match[0] });
    from = match.index + match[0].length;
  }
  return [...parts, sentence.slice(from)].filter((part) => part !== '');
}
