import { startPostgres } from '@movecall/embedded/postgres';
import { launch, terminate } from '@movecall/embedded/processes';
import { startRedis } from '@movecall/embedded/redis';
import type { ListeningMessage, PortTakenMessage } from '@movecall/service/run';
import { join } from 'node:path';
import type { LivenessProbe } from './liveness-probe.ts';
import { type LaunchContext, originOf, type ServiceEntry } from './services.ts';
import type { Unit } from './supervisor.ts';

const READY_REQUEST_TIMEOUT_MS = 2_000;

/** Another process listens on the port that was chosen for a service. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(service: string, url: string) {
    super(`another process listens on the port of ${service}, ${new URL(url).port}`);
  }
}

/**
 * A service as a process of its own, as in production.
 *
 * @param script the service's bundle
 * @param context its origins are read at each launch
 */
export function serviceUnit(
  name: string,
  script: string,
  entry: ServiceEntry,
  context: LaunchContext,
  probe: LivenessProbe,
  onMessage: (message: unknown) => void = () => undefined,
): Unit {
  let portTaken = false;
  const logFile = logFileOf(context.directory, name);
  return {
    name,
    logFile,
    async launch() {
      const url = originOf(context.origins, name);
      if (portTaken) {
        portTaken = false;
        throw new PortTaken(name, url);
      }
      const launched = await launch({
        command: process.execPath,
        args: ['--enable-source-maps', script],
        env: {
          ...context.env,
          LOG_LEVEL: context.env['LOG_LEVEL'] ?? 'info',
          HOST: '127.0.0.1',
          PORT: new URL(url).port,
          INSTANCE: `${name}-1`,
          CLOCK_AHEAD_MS: String(context.clockAheadMs ?? 0),
          ...entry.env(context),
        },
        logFile,
        // A service ends itself when this channel closes, so it does not outlive this process, even a killed one.
        ipc: true,
      });
      let listening: ListeningMessage | undefined;
      launched.child.on('message', (message) => {
        if (isListening(message)) listening = message;
        else if (isPortTaken(message)) portTaken = true;
        else onMessage(message);
      });
      return {
        pid: launched.pid,
        url,
        get listensAt() {
          return listening?.url;
        },
        get metricsUrl() {
          return listening?.metricsUrl;
        },
        exited: launched.exited,
        kill: (signal) => launched.child.kill(signal),
        // An error means that the process is gone, which its exit reports too.
        send: (message) => void launched.child.send(message, () => undefined),
        stop: (graceMs) => terminate(launched, 'SIGTERM', graceMs),
      };
    },
    // Only the process itself knows that it listens: another one may answer at the address.
    isReady: async ({ listensAt }) => listensAt !== undefined && answersReady(listensAt),
    isAlive: ({ listensAt, url }, timeoutMs) => answers(`${listensAt ?? url}/healthz`, timeoutMs),
    probe,
  };
}

const isOfType = (message: unknown, type: string): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === type;
const isListening = (message: unknown): message is ListeningMessage => isOfType(message, 'listening');
const isPortTaken = (message: unknown): message is PortTakenMessage => isOfType(message, 'port taken');

/** @param durable false: Postgres waits for no disk; a crash of the machine may lose data, a crash of Postgres does not */
export function postgresUnit(directory: string, log: (line: string) => void, durable: boolean): Unit {
  return {
    name: 'postgres',
    logFile: logFileOf(directory, 'postgres'),
    launch: () => startPostgres({ directory, log, durable }),
    isReady: () => Promise.resolve(true),
  };
}

export function redisUnit(directory: string, log: (line: string) => void): Unit {
  return {
    name: 'redis',
    logFile: logFileOf(directory, 'redis'),
    launch: () => startRedis({ directory, log }),
    isReady: () => Promise.resolve(true),
  };
}

function logFileOf(directory: string, name: string): string {
  return join(directory, 'logs', `${name}.log`);
}

/** Whether a service's /readyz answers 200. */
export const answersReady = (origin: string): Promise<boolean> =>
  answers(`${origin}/readyz`, READY_REQUEST_TIMEOUT_MS);

async function answers(url: string, timeoutMs: number): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}
