import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOps } from './ops/command.ts';
import { openSystem } from './ops/system.ts';

/** `npm run ops -- …`: in the system that `npm start` runs here. */
const directory = join(fileURLToPath(new URL('../..', import.meta.url)), '.dev');

await runOps('npm run ops --', process.argv.slice(2), () => openSystem(directory, process.env));
