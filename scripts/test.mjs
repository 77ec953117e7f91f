// @ts-check
import { ensureDependencies, runOnNode24 } from './setup/dependencies.mjs';

ensureDependencies();
runOnNode24('scripts/testing/main.ts', process.argv.slice(2));
