import { runOps } from '@movecall/ops/command';
import { directory, openSystem } from './running-system.ts';
import { drawTraces } from './traces/draw.ts';

/** `npm run ops -- …`: in the system that `npm start` runs here. */
const TRACE_USAGE = `
  trace ID [--statements]                      what one click led to, by the id of its call or of the trace; needs
                                               npm start -- --trace`;

const [subject, id, option, ...rest] = process.argv.slice(2);
const isTrace = subject === 'trace' && id !== undefined && rest.length === 0;
if (isTrace && (option === undefined || option === '--statements')) await trace(id, option !== undefined);
else await runOps('npm run ops --', process.argv.slice(2), () => openSystem(process.env), TRACE_USAGE);

/** Spans are kept in a file: it is read whether the system runs or not. */
async function trace(of: string, statements: boolean): Promise<void> {
  const colours = process.stdout.isTTY && !process.env['NO_COLOR'];
  const drawn = await drawTraces(directory, of, { statements, colours });
  console.log(drawn.length === 0 ? `no trace is kept of ${of}` : drawn.join('\n\n'));
  process.exitCode = drawn.length === 0 ? 1 : 0;
}
