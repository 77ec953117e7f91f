/** Programs of the host that `vakhta.yaml` names: what they are, what they take, and running them as operations and checks. */
export { createCommandChecks, type OwnedCommandChecks } from './command-checks.ts';
export {
  type CommandParams,
  commandParams,
  createCommandKind,
  parseCommandParams,
  progressParams,
} from './command-kind.ts';
export { type CommandPlan, type Commands, createCommands, existing, nameOf } from './commands.ts';
export { checkValue, declared, nextParam, parseTyped, shownArgv, type Values } from './params.ts';
