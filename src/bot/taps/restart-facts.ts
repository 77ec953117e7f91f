import type { RestartPlan } from '../../actions/index.ts';
import type { Locale } from '../../config/index.ts';
import { formatDuration } from '../../document/index.ts';
import type { Reason } from '../../operations/index.ts';
import { shortened } from '../views/words.ts';

/** What a restart will touch, a line each. */
export function restartFacts(plan: RestartPlan, locale: Locale): Reason[] {
  const { container } = plan;
  const dependents = plan.dependents.map(({ service, through }) =>
    through === null ? service : `${service} (← ${through})`,
  );
  const ports = plan.ports.map((port) => `${port.hostPort ?? '?'} → ${port.containerPort}/${port.protocol}`);
  const volumes = plan.volumes.map((volume) => shortened(volume.source, 40));
  return [
    say('bot-plan-container', { container: container.name, state: container.state }),
    dependents.length > 0
      ? say('bot-plan-dependents', { services: dependents.join(', ') })
      : say(plan.dependentsKnown ? 'bot-plan-no-dependents' : 'bot-plan-dependents-unknown'),
    ports.length > 0 ? say('bot-plan-ports', { ports: ports.join(', ') }) : say('bot-plan-no-ports'),
    ...(volumes.length > 0 ? [say('bot-plan-volumes', { volumes: volumes.join(', ') })] : []),
    ...(container.replicas > 1 ? [say('bot-plan-replicas', { count: container.replicas })] : []),
    say('bot-plan-evidence'),
    say('bot-plan-stop', { seconds: plan.stopTimeoutS }),
    say(plan.hasHealthcheck ? 'bot-plan-healthcheck' : 'bot-plan-no-healthcheck', {
      wait: formatDuration(plan.waitMs, locale),
    }),
  ];
}

function say(key: string, params: Reason['params'] = {}): Reason {
  return { key, params };
}
