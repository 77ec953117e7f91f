import { type Actions, createActions, createComposeCli, createProjects, type Projects } from './actions/index.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config/index.ts';
import type { Database } from './database/index.ts';
import type { Docker } from './docker/index.ts';
import type { Masker } from './masking/index.ts';
import type { Recorder } from './recorder/index.ts';

export interface ActionsParts {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly docker: Docker;
  readonly recorder: Recorder;
  readonly masking: Masker;
}

export interface ActionsRooms {
  readonly actions: Actions;
  readonly compose: ReturnType<typeof createComposeCli>;
  readonly projects: Projects;
}

/** What can be done to containers and projects, and the compose program that it is done with. No logic. */
export function composeActions({ config, database, clock, docker, recorder, masking }: ActionsParts): ActionsRooms {
  const { environment } = config;
  const actions = createActions({
    docker,
    recorder,
    database,
    clock,
    masking,
    dataDir: environment.dataDir,
    hostRoot: environment.hostRoot,
  });
  const compose = createComposeCli({
    docker: environment.docker,
    masking,
    surroundings: process.env,
    now: clock.now,
  });
  const projects = createProjects({
    docker,
    clock,
    masking,
    dataDir: environment.dataDir,
    hostRoot: environment.hostRoot,
    compose,
    isNarrowed: environment.onlyLabel !== null,
  });
  return { actions, compose, projects };
}
