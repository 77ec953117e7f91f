import type { ContainerRef, EngineName, ServiceKey } from './types.ts';

/** A label may be missing, whatever the index signature of a record says. */
type LabelMap = Readonly<Record<string, string | undefined>>;

export const ENGINE: EngineName = 'local';

/** On everything that only serves an operation of ours; its value is the operation's id (`image` on images). For the rest of the bot such things do not exist. */
export const HELPER_LABEL = 'vakhta.helper';

const PROJECT = 'com.docker.compose.project';
const SERVICE = 'com.docker.compose.service';
const NUMBER = 'com.docker.compose.container-number';
const DEPENDS_ON = 'com.docker.compose.depends_on';
const ONE_OFF = 'com.docker.compose.oneoff';
const CONFIG_HASH = 'com.docker.compose.config-hash';

/** The lasting name of a service: ids and container names change when compose makes it anew. */
export function serviceKey(of: { engine: EngineName; project: string | null; service: string }): ServiceKey {
  return `${of.engine}/${of.project ?? '-'}/${of.service}`;
}

/** Compose 1 and 2 name containers differently (`p_s_1`, `p-s-1`) and label them alike, so only the labels count. */
export function refOf(id: string, rawName: string, labels: LabelMap): ContainerRef {
  const name = rawName.replace(/^\//, '');
  const project = labels[PROJECT];
  const service = labels[SERVICE];
  if (!project || !service) return { engine: ENGINE, project: null, service: name, number: 1, id, name };
  const number = Number(labels[NUMBER]);
  return { engine: ENGINE, project, service, number: Number.isInteger(number) && number > 0 ? number : 1, id, name };
}

/** The compose project that made it; null for what is outside of compose. */
export function projectOf(labels: LabelMap): string | null {
  return labels[PROJECT] || null;
}

/** The service that it is of; null for what is outside of compose, and for an image that was not built by it. */
export function serviceOf(labels: LabelMap): string | null {
  return labels[SERVICE] || null;
}

/** Reads `db:service_healthy:false,queue:service_started:true`; Compose 1 writes no such label, hence an empty list. */
export function dependsOnOf(labels: LabelMap): string[] {
  const services = (labels[DEPENDS_ON] ?? '').split(',').map((entry) => entry.split(':')[0]?.trim() ?? '');
  return [...new Set(services.filter((service) => service !== ''))];
}

export function isOneOff(labels: LabelMap): boolean {
  return labels[ONE_OFF]?.toLowerCase() === 'true';
}

export function configHashOf(labels: LabelMap): string | null {
  return labels[CONFIG_HASH] || null;
}

/** What exists for the bot: everything, or only containers with a label, only those of some compose projects, or both. */
export interface Scope {
  /** `key=value`, or a key alone. */
  readonly onlyLabel?: string;
  /** Empty: all of them, and containers outside of compose. */
  readonly projects?: readonly string[];
}

/** Whether a container with these labels exists for the bot. What only helps it does not. */
export function isInScope(labels: LabelMap, { onlyLabel, projects = [] }: Scope): boolean {
  if (isHelper(labels)) return false;
  if (projects.length > 0 && !projects.includes(labels[PROJECT] ?? '')) return false;
  return onlyLabel === undefined || carries(labels, onlyLabel);
}

export function isHelper(labels: LabelMap): boolean {
  return labels[HELPER_LABEL] !== undefined;
}

/** `key=value`, or a key alone, as a label that can be given. */
export function asLabel(label: string): Record<string, string> {
  const at = label.indexOf('=');
  return at < 0 ? { [label]: '' } : { [label.slice(0, at)]: label.slice(at + 1) };
}

function carries(labels: LabelMap, label: string): boolean {
  const at = label.indexOf('=');
  const key = at < 0 ? label : label.slice(0, at);
  return at < 0 ? Object.hasOwn(labels, key) : labels[key] === label.slice(at + 1);
}
