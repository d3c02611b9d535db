import { acceptFailpoints } from '@movecall/failpoints';
import type { Logger } from '@movecall/telemetry/logger';
import type { Telemetry, TelemetryOptions } from '@movecall/telemetry/telemetry';
import type { Clock } from './clock.ts';
import { ConfigError } from './config.ts';

/** How long a stop may take once the lame-duck time is over: more than a drain takes. */
const STOP_MS = 20_000;

/** A running service. */
export interface Service {
  /** The origin of its HTTP server. */
  readonly url: string;
  /** The origin of its metrics. */
  readonly metricsUrl: string;
  /** Finishes requests and events in flight, then closes all connections. */
  close(): Promise<void>;
}

/** What a service's process tells its supervisor over IPC once it listens. */
export interface ListeningMessage {
  readonly type: 'listening';
  readonly url: string;
  readonly metricsUrl: string;
}

/** What a service's process tells its supervisor over IPC before it ends because another process listens on its port. */
export interface PortTakenMessage {
  readonly type: 'port taken';
}

export interface RunConfig {
  readonly logger: Logger;
  readonly failpoints?: string | undefined;
  readonly clock?: Clock;
  /** How long the service goes on serving when it stops, ms. */
  readonly lameDuckMs?: number | undefined;
  /** Where spans are sent. Without it nothing is traced. */
  readonly tracing?: TelemetryOptions;
}

/**
 * The main function of a service's process. It starts the service and closes it on SIGTERM, on SIGINT, or when the supervisor that
 * holds the IPC channel has gone. A process that is still starting ends immediately.
 *
 * The exit code is 1 when the configuration is invalid, when the service cannot start or stop, or at a second signal, which ends
 * the process immediately.
 */
export async function run<C extends RunConfig>(
  create: (config: C) => Promise<Service>,
  readConfig: () => C,
): Promise<void> {
  const config = readConfigOrExit(readConfig);
  const { logger } = config;
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'unhandled rejection');
    process.exit(1);
  });
  if (config.failpoints !== undefined) {
    logger.warn({ failpoints: config.failpoints }, 'failpoints are on: this process is for tests only');
    acceptFailpoints(config.failpoints);
  }
  if (config.clock && config.clock.aheadMs !== 0)
    logger.warn({ aheadMs: config.clock.aheadMs }, 'the clock is set: this process is for tests only');
  const telemetry = config.tracing ? await openTelemetry(config.tracing, logger) : null;
  const started = stopOnSignal(config, telemetry);
  let service: Service;
  try {
    service = await create(config);
  } catch (error) {
    logger.fatal({ err: error }, 'could not start');
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') await tellPortTaken();
    process.exit(1);
  }
  started(service);
  const { url, metricsUrl } = service;
  logger.info({ url, metricsUrl }, 'listening');
  process.send?.({ type: 'listening', url, metricsUrl } satisfies ListeningMessage);
}

/** Resolves when the message is on its way. */
const tellPortTaken = (): Promise<void> =>
  new Promise((resolve) => {
    if (!process.send) return resolve();
    const message: PortTakenMessage = { type: 'port taken' };
    process.send(message, undefined, undefined, () => resolve());
  });

function readConfigOrExit<C>(readConfig: () => C): C {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    return process.exit(1);
  }
}

/** Loads OpenTelemetry only in processes that are traced. */
async function openTelemetry(options: TelemetryOptions, logger: Logger): Promise<Telemetry> {
  const { startTelemetry } = await import('@movecall/telemetry/telemetry');
  return startTelemetry(options, logger);
}

/**
 * Ends the process on a signal. It has to be called before the service starts: the first process of a container ignores signals
 * that it does not handle, and receives each only once.
 *
 * @returns a function that must be given the service once it has started
 */
function stopOnSignal(
  { logger, lameDuckMs = 0 }: RunConfig,
  telemetry: Telemetry | null,
): (service: Service) => void {
  let service: Service | null = null;
  let stopping = false;
  const stop = (reason: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ reason }, 'stopping');
    if (service === null) process.exit(0);
    // A connection that has gone silent must not keep the process alive.
    setTimeout(() => process.exit(1), lameDuckMs + STOP_MS).unref();
    const closed = service.close().then(() => telemetry?.close());
    closed.then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('disconnect', () => stop('supervisor gone'));
  // The supervisor may have gone before the handler was added.
  if (process.send !== undefined && !process.connected) stop('supervisor gone');
  return (started) => {
    service = started;
  };
}
