import { fileURLToPath, pathToFileURL } from 'node:url';

/** `npm run bench -- NAME …` runs a bench. Without a name it lists the benches. */
const BENCHES: Record<string, { readonly file: string; readonly what: string }> = {
  router: {
    file: 'router/router-bench.ts',
    what: 'the router beside stock Apollo, Hive and mercurius gateways: [--quick] [--only NAME]…',
  },
  documents: {
    file: 'documents/documents-bench.ts',
    what: 'memory and neighbours under documents that a gateway does not know: [--quick] …',
  },
  fanout: { file: 'fanout.ts', what: 'live events to many subscribers, beside plain graphql-ws' },
  saga: {
    file: 'saga.ts',
    what: 'confirmed calls a second and their cost, beside raw SQL and DBOS: [--quick]',
  },
  page: { file: 'page.ts', what: 'time from the click to the confirmed mover on the page: [calls]' },
  'saga-latency': { file: 'saga-latency.ts', what: 'time from the request to the confirmed mover: [calls]' },
  rolling: {
    file: 'rolling.ts',
    what: 'every process is replaced under load: [--rolls N] [--sockets N] [--requests N]',
  },
  overload: {
    file: 'overload.ts',
    what: 'goodput under 16 to 500 callers without a pause, and while manage is slow: [--quick] …',
  },
  'scale-out': {
    file: 'scale-out.ts',
    what: '1, 2 and 4 processes of assign consume a backlog: [--replicas 1,2,4] [--requests N] …',
  },
  nearest: {
    file: 'nearest.ts',
    what: 'the nearest free mover among few and among many: [--movers 1000,1000000] [--picks N]',
  },
  'dispatch-backlog': {
    file: 'dispatch-backlog.ts',
    what: 'one and two processes of assign dispatch a backlog of requests: [--processes 1,2] [--requests N] …',
  },
  idle: { file: 'idle.ts', what: 'what the system uses while nobody uses it: [--seconds N] [--rest N]' },
  nodes: {
    file: 'nodes.ts',
    what: 'what a call costs each process, database and stream: [--calls N] [--callers N]',
  },
  abuse: {
    file: 'abuse.ts',
    what: 'what other customers feel while the system is attacked: [--router URL --sandbox URL] …',
  },
  'driver-storm': { file: 'driver-storm.ts', what: 'Postgres drivers while backends are killed' },
};

const [name, ...args] = process.argv.slice(2);
const bench = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench === undefined) {
  const list = Object.entries(BENCHES).map(([title, { what }]) => `  ${title.padEnd(14)}${what}`);
  console.log(`npm run bench -- NAME\n\n${list.join('\n')}\n\nbench/README.md says what each measures.`);
  if (name !== undefined) process.exitCode = 2;
} else {
  const script = fileURLToPath(new URL(bench.file, import.meta.url));
  process.argv = [process.execPath, script, ...args];
  await import(pathToFileURL(script).href);
}
