import type { Settings } from '../config/index.ts';

/** What an operation's parameters say of its target; anything else is of no concern here. */
interface Target {
  readonly project: string | null;
  readonly service: string | null;
}

/** Whether the configuration demands a second person for an operation. Pure. */
export function needsSecond({ operations, services }: Settings['twoPerson'], kind: string, params: unknown): boolean {
  if (operations.some((operation) => operation === kind)) return true;
  const { project, service } = targetOf(params);
  return services.some((named) => {
    const [first = '', second] = named.split('/');
    const [ofProject, ofService] = second === undefined ? [null, first] : [first, second];
    if (ofProject !== null && ofProject !== project) return false;
    // What is done to a whole project is done to each of its services.
    return service === null ? ofProject !== null && ofProject === project : service === ofService;
  });
}

function targetOf(params: unknown): Target {
  const read = (name: string) => {
    if (typeof params !== 'object' || params === null || !Object.hasOwn(params, name)) return null;
    const value: unknown = Object.entries(params).find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value : null;
  };
  return { project: read('project'), service: read('service') };
}
