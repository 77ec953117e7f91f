import type { Connected, ContainerPlan, VerbName } from '../../actions/index.ts';
import type { Reason } from '../../operations/index.ts';
import { shortened } from '../views/words.ts';

const SHOWN_NAMES = 3;

/** Those that take a service away from whoever uses it, for a while or for good. */
const INTERRUPTING: readonly VerbName[] = ['restart', 'stop', 'kill', 'pause'];
/** Those after which it should run. */
const RUNNING: readonly VerbName[] = ['restart', 'start', 'unpause', 'memory'];

/** What an action will touch and how it goes, a line each. */
export function actionFacts(verb: VerbName, plan: ContainerPlan): Reason[] {
  const { container } = plan;
  return [
    say('bot-plan-container', { container: container.name, state: container.state }),
    ...(INTERRUPTING.includes(verb) ? blastRadius(verb, plan) : []),
    ...(container.replicas > 1 ? [say('bot-plan-replicas', { count: container.replicas })] : []),
    say('bot-plan-evidence'),
    ...howItGoes(verb, plan),
    ...(RUNNING.includes(verb)
      ? [say(plan.hasHealthcheck ? 'bot-plan-healthcheck' : 'bot-plan-no-healthcheck', { wait: plan.waitMs })]
      : []),
  ];
}

/** Who else feels it. */
function blastRadius(verb: VerbName, plan: ContainerPlan): Reason[] {
  const dependents = plan.dependents.map(({ service, through }) =>
    through === null ? service : `${service} (← ${through})`,
  );
  const ports = plan.ports.map((port) => `${port.hostPort ?? '?'} → ${port.containerPort}/${port.protocol}`);
  const volumes = plan.volumes.map((volume) => shortened(volume.source, 40));
  return [
    dependents.length > 0
      ? say('bot-plan-dependents', { services: dependents.join(', ') })
      : say(plan.dependentsKnown ? 'bot-plan-no-dependents' : 'bot-plan-dependents-unknown'),
    connectedFact(plan.connected),
    ports.length > 0
      ? say(verb === 'restart' ? 'bot-plan-ports' : 'bot-plan-ports-down', { ports: ports.join(', ') })
      : say('bot-plan-no-ports'),
    ...(volumes.length > 0 ? [say('bot-plan-volumes', { volumes: volumes.join(', ') })] : []),
  ];
}

/** Who would lose a connection; `nobody`: the words for none. */
export function connectedFact(connected: Connected | null, nobody = 'bot-plan-connected-nobody'): Reason {
  if (connected === null) return say('bot-plan-connected-unknown');
  const { containers, outside } = connected;
  if (containers.length === 0) {
    return outside === 0 ? say(nobody) : say('bot-plan-connected-outside', { outside });
  }
  const shown = containers.slice(0, SHOWN_NAMES).map(({ name, count }) => (count === 1 ? name : `${name} ×${count}`));
  const more = containers.length - shown.length;
  const names = `${shown.join(', ')}${more > 0 ? ` +${more}` : ''}`;
  return say('bot-plan-connected', { names, outside });
}

function howItGoes(verb: VerbName, { stopTimeoutS, restartPolicy }: ContainerPlan): Reason[] {
  switch (verb) {
    case 'restart':
      return [say('bot-plan-stop', { seconds: stopTimeoutS })];
    case 'stop':
      return [say('bot-plan-stop', { seconds: stopTimeoutS }), say('bot-plan-stays-down', { policy: restartPolicy })];
    case 'kill':
      return [say('bot-plan-kill')];
    case 'pause':
      return [say('bot-plan-pause')];
    case 'start':
    case 'unpause':
    case 'memory':
      return [];
  }
}

function say(key: string, params: Reason['params'] = {}): Reason {
  return { key, params };
}
