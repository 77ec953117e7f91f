import type { ProjectPlan, ProjectVerb } from '../../actions/index.ts';
import type { Reason } from '../../operations/index.ts';
import { shortened } from '../views/words.ts';
import { connectedFact } from './action-facts.ts';

/** Lines of a list that a phone still shows on one screen with the others. */
const LINE = 160;

/** What an operation on a project will touch and how it goes, a line each. */
export function projectFacts(verb: ProjectVerb, plan: ProjectPlan): Reason[] {
  const down = verb !== 'start';
  return [
    ...(isUnordered(plan) ? [] : [orderFact(verb, plan)]),
    ...wayFacts(plan),
    ...(down ? blastRadius(verb, plan) : []),
    say('bot-project-evidence', { count: down ? plan.containers : plan.containers - plan.running }),
    ...(verb === 'stop' ? [say('bot-project-stays-down')] : [say('bot-project-wait', { wait: plan.waitMs })]),
  ];
}

/** What must not be missed. */
export function projectWarnings(plan: ProjectPlan): Reason[] {
  const { order, way } = plan;
  return [
    ...(way?.via === 'engine' ? [say('bot-project-no-compose'), way.why] : []),
    ...(way?.via === 'compose' ? composeWarnings(way.compose) : []),
    ...(isUnordered(plan) ? [say('bot-project-order-unknown', { services: list(order.levels.flat()) })] : []),
    ...(order.rings.length > 0 ? [say('bot-project-ring', { services: list(order.rings) })] : []),
  ];
}

type Compose = Extract<NonNullable<ProjectPlan['way']>, { via: 'compose' }>['compose'];

function composeWarnings({ changed, added }: Compose): Reason[] {
  return [
    ...(changed !== null && changed.length > 0 ? [say('bot-project-changed', { services: list(changed) })] : []),
    ...(changed === null ? [say('bot-project-changed-unknown')] : []),
    ...(added.length > 0 ? [say('bot-project-added', { services: list(added) })] : []),
  ];
}

/** Compose reads the order itself. */
function isUnordered({ order, services, way }: ProjectPlan): boolean {
  return order.source === 'unknown' && services.length > 1 && way?.via !== 'compose';
}

function orderFact(verb: ProjectVerb, { order, running, containers, way }: ProjectPlan): Reason {
  const levels = verb === 'start' ? order.levels : [...order.levels].reverse();
  const services = shortened(levels.map((level) => level.join(', ')).join(' → '), LINE);
  const how = way?.via === 'engine' ? 'restart' : verb;
  return say(`bot-project-order-${how}`, { services, running, total: containers });
}

function wayFacts({ way }: ProjectPlan): Reason[] {
  if (way === null) return [];
  if (way.via === 'engine') return [say('bot-project-same-containers')];
  const { program, files, scales, orphans, standing } = way.compose;
  const names = files.files.map((file) => file.split('/').at(-1) ?? file);
  return [
    say('bot-project-by-compose', {
      program: `${program.command.join(' ')} ${program.version}`,
      files: shortened(`${files.projectDir}: ${names.join(', ')}`, LINE),
    }),
    ...(scales.length > 0
      ? [say('bot-project-scales', { services: scales.map(([service, count]) => `${service} ×${count}`).join(', ') })]
      : []),
    ...(standing.length > 0 ? [say('bot-project-standing', { services: list(standing) })] : []),
    ...(orphans.length > 0 ? [say('bot-project-orphans', { services: list(orphans) })] : []),
  ];
}

/** Who else feels it, and what stays. */
function blastRadius(verb: ProjectVerb, { ports, volumes, neighbours, connected }: ProjectPlan): Reason[] {
  const published = [...new Set(ports.map(({ service, port }) => `${port.hostPort ?? '?'} (${service})`))];
  return [
    published.length > 0
      ? say(verb === 'stop' ? 'bot-plan-ports-down' : 'bot-plan-ports', { ports: list(published) })
      : say('bot-plan-no-ports'),
    connectedFact(connected, 'bot-project-connected-nobody'),
    ...(neighbours.length > 0 ? [say('bot-project-neighbours', { containers: list(neighbours) })] : []),
    ...(volumes.length > 0 ? [say('bot-plan-volumes', { volumes: list(volumes) })] : []),
  ];
}

function list(names: readonly string[]): string {
  return shortened(names.join(', '), LINE);
}

function say(key: string, params: Reason['params'] = {}): Reason {
  return { key, params };
}
