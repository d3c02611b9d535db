import { acceptFailpoints } from '@movecall/failpoints';
import { ConfigError } from './config.ts';
import type { Logger } from '@movecall/telemetry/logger';
import type { Telemetry, TelemetryOptions } from '@movecall/telemetry/telemetry';

/** More than a drain takes, once its lame-duck time is over. */
const STOP_MS = 20_000;

/** A running service, alone in its process or composed with others in one. */
export interface Service {
  /** Origin it answers at. */
  readonly url: string;
  /** Finishes what is in flight and lets go of everything. */
  close(): Promise<void>;
}

export interface RunConfig {
  readonly logger: Logger;
  readonly failpoints?: string | undefined;
  /** How long the service goes on serving when it stops. */
  readonly lameDuckMs?: number | undefined;
  /** Where its spans go; without, nothing is traced. */
  readonly tracing?: TelemetryOptions;
}

/**
 * The main function of a service's process: starts it, and on SIGTERM or SIGINT, or when the supervisor that holds the
 * IPC channel is gone, closes it and ends; while it starts there is nothing to finish, and it ends at once. A configuration
 * that is not usable, or a fault while starting, ends the process with exit code 1. So does a second signal, at once.
 */
export async function run<C extends RunConfig>(
  create: (config: C) => Promise<Service>,
  readConfig: () => C,
): Promise<void> {
  let config: C;
  try {
    config = readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
  const { logger } = config;
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'unhandled rejection');
    process.exit(1);
  });

  if (config.failpoints !== undefined) {
    logger.warn({ failpoints: config.failpoints }, 'failpoints are on: this process is for tests only');
    acceptFailpoints(config.failpoints);
  }

  let telemetry: Telemetry | null = null;
  if (config.tracing) {
    const { startTelemetry } = await import('@movecall/telemetry/telemetry');
    telemetry = startTelemetry(config.tracing, logger);
  }

  let service: Service | null = null;
  let stopping = false;
  const stop = (reason: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ reason }, 'stopping');
    if (service === null) process.exit(0);
    // What cannot finish because a connection has gone silent must not keep the process.
    setTimeout(() => process.exit(1), (config.lameDuckMs ?? 0) + STOP_MS).unref();
    const closed = service.close().then(() => telemetry?.close());
    closed.then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  // Before it starts: the first process of a container that listens to no signal is not ended by one, and is told only once.
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('disconnect', () => stop('supervisor gone'));
  // It may have gone before anybody listened.
  if (process.send !== undefined && !process.connected) stop('supervisor gone');

  try {
    service = await create(config);
  } catch (error) {
    logger.fatal({ err: error }, 'could not start');
    process.exit(1);
  }
  logger.info({ url: service.url }, 'listening');
}
