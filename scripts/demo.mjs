// @ts-check
import { ensureDependencies, runOnNode24 } from './setup/dependencies.mjs';

ensureDependencies();
runOnNode24('scripts/demo/main.ts', process.argv.slice(2));
