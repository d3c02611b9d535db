import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';

export interface RepeatedJobOptions {
  /** For the log, and for what `/healthz` says about a job that hangs. */
  readonly name: string;
  /** The pause between two runs, ms. */
  readonly everyMs: number;
  /** @returns whether there is more to do at once */
  readonly run: () => Promise<boolean>;
  readonly logger: Logger;
  readonly liveness: Liveness;
}

export interface RepeatedJob {
  /** Lets a run in progress finish. */
  close(): Promise<void>;
}

/** Repeats a job until it is closed, the first time at once. A run that fails is logged, and the job goes on after the pause. */
export function startRepeatedJob({ name, everyMs, run, logger, liveness }: RepeatedJobOptions): RepeatedJob {
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  async function runAll(): Promise<void> {
    try {
      let more = true;
      while (more && !closed) more = await liveness.during(name, run);
    } catch (error) {
      logger.warn({ err: error }, `${name} failed; will try again`);
    }
    if (!closed) timer = setTimeout(begin, everyMs);
  }

  let running = Promise.resolve();
  function begin(): void {
    running = runAll();
  }

  begin();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
