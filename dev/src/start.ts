import { stop as stopBundler } from 'esbuild';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AlreadyRunning, openControl } from './control.ts';
import { seconds } from '@movecall/values/duration';
import type { Running } from './registry.ts';
import { startStack, type Stack } from './stack.ts';
import { parseStartOptions } from './start-options.ts';
import { startTraceCollector, type TraceCollector } from './traces/collector.ts';

/** `npm start [-- --fresh] [--trace] [--at 2027-01-05T17:59:00+09:00]`: runs the whole system until Ctrl-C. */
const ROUTER_PORT = 4000;
const SANDBOX_PORT = 4400;
/** The terminal and npm both send this process a Ctrl-C. A second signal this soon is the same Ctrl-C. */
const SAME_SIGNAL_MS = 1_000;

const directory = join(fileURLToPath(new URL('../..', import.meta.url)), '.dev');
const since = performance.now();
const log = (line: string) => console.log(`  ${line.replaceAll('\n', '\n    ')}`);

const parsed = parseStartOptions(process.argv.slice(2));
if ('problem' in parsed) {
  console.error(parsed.problem);
  process.exit(2);
}
const { fresh, trace, at } = parsed.options;

const stopping = new AbortController();
let stack: Stack | undefined;
let collector: TraceCollector | undefined;
const running = (): Stack => {
  if (stack === undefined) throw new Error('movecall is still starting; try again in a moment.');
  return stack;
};
const control = await openControl(directory, {
  stop: async (name) =>
    (await running().stop(name)) === 'stopped' ? `${name} is stopped` : `${name} was stopped already`,
  start: async (name) =>
    (await running().start(name)) === 'started' ? `${name} is ready` : `${name} was running already`,
}).catch((error: unknown) => {
  if (!(error instanceof AlreadyRunning)) throw error;
  console.error(error.message);
  process.exit(1);
});

let firstSignalAt: number | undefined;
const stopped = new Promise<void>((resolve) => {
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstSignalAt === undefined) {
      firstSignalAt = performance.now();
      console.log('\nstopping (press Ctrl-C again to kill)');
      stopping.abort(new Error('stopped while starting'));
      resolve();
    } else if (performance.now() - firstSignalAt > SAME_SIGNAL_MS) {
      for (const name of stack?.names() ?? []) stack?.kill(name, 'SIGKILL');
      process.exit(signal === 'SIGINT' ? 130 : 143);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
});

try {
  console.log('movecall is starting');
  if (trace) collector = await startTraceCollector({ directory });
  stack = await startStack({
    directory,
    routerPort: ROUTER_PORT,
    sandboxPort: SANDBOX_PORT,
    fresh,
    ...(at && { at }),
    ...(collector && { env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } }),
    log,
    signal: stopping.signal,
  });
  // Its process has nothing to do from here on.
  await stopBundler();
  console.log(welcome(stack.services(), performance.now() - since));
  await stopped;
  await stack.close();
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(
      `\nmovecall could not be started.\n${error instanceof Error ? error.message : String(error)}`,
    );
    process.exitCode = 1;
  }
} finally {
  await collector?.close();
  await control.close();
}
console.log('movecall is stopped');
process.exit();

function welcome(services: Record<string, Running>, ms: number): string {
  const rows = Object.entries(services).flatMap(([name, { url }]): [string, string][] => {
    switch (name) {
      case 'router':
        return [
          ['web page', `${url}/`],
          ['GraphQL', `${url}/graphql  (HTTP and WebSocket)`],
        ];
      case 'sandbox':
        return [
          ['KakaoTalk sandbox', `${url}/`],
          ['demo', `${url}/demo  (the web page beside the phone)`],
        ];
      case 'postgres':
      case 'redis':
        // Without the password, because others may see the terminal; services.json has it.
        return [[name, new URL(url).host]];
      case 'call':
      case 'manage':
      case 'assign':
        return [[name, `${url}/graphql`]];
      default:
        return [[name, url]];
    }
  });
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return `
movecall is running, ready after ${seconds(ms)}${at === undefined ? '' : `\nIts clock runs from ${at.toISOString()}`}

${rows.map(([label, address]) => `  ${label.padEnd(width)}${address}`).join('\n')}
  ${'logs'.padEnd(width)}.dev/logs/

Next:
  npm run scenario                 plays a customer's calls from request to cancellation
  npm run service -- stop assign   calls are still accepted, and confirmed once assign is started again
${
  collector === undefined
    ? ''
    : '\n  npm run ops -- trace CALL_ID      draws what a click led to, from the page to the phone'
}

Ctrl-C stops the system.`;
}
