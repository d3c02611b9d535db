import { runOps } from '@movecall/ops/command';
import { directory, openSystem } from './running-system.ts';
import { drawTraces } from './traces/draw.ts';

/** `npm run ops -- …`: the operator's commands for the running `npm start`, and `trace`. */
const TRACE_USAGE = `
  trace ID [--statements]                      draws the traces of a call, or the trace with this id; needs
                                               npm start -- --trace`;

const [subject, id, option, ...rest] = process.argv.slice(2);
const isTrace = subject === 'trace' && id !== undefined && rest.length === 0;
if (isTrace && (option === undefined || option === '--statements')) await trace(id, option !== undefined);
else await runOps('npm run ops --', process.argv.slice(2), () => openSystem(process.env), TRACE_USAGE);

/** Reads the file in which spans are kept; the system need not run. */
async function trace(callOrTraceId: string, statements: boolean): Promise<void> {
  const colours = process.stdout.isTTY && !process.env['NO_COLOR'];
  const drawn = await drawTraces(directory, callOrTraceId, { statements, colours });
  console.log(drawn.length === 0 ? `no trace of ${callOrTraceId} is kept` : drawn.join('\n\n'));
  process.exitCode = drawn.length === 0 ? 1 : 0;
}
