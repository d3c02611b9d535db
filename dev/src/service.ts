import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findControl, requestControl } from './control.ts';

/** `npm run service -- stop|start NAME`: stops or starts a service of the running `npm start` of this checkout. */
const directory = join(fileURLToPath(new URL('../..', import.meta.url)), '.dev');
const [action, name, ...rest] = process.argv.slice(2);

if ((action !== 'stop' && action !== 'start') || name === undefined || rest.length > 0) {
  console.error('Usage: npm run service -- stop|start NAME, for example: npm run service -- stop assign');
  process.exit(2);
}
const control = await findControl(directory);
if (control === undefined) {
  console.error('movecall is not running here. Start it with: npm start');
  process.exit(1);
}
try {
  const { ok, message } = await requestControl(control, 'POST', `/${action}/${encodeURIComponent(name)}`);
  (ok ? console.log : console.error)(message);
  process.exitCode = ok ? 0 : 1;
} catch {
  console.error('movecall ended before it answered. Start it with: npm start');
  process.exitCode = 1;
}
