import { CodedError } from '@movecall/graphql';
import { fileURLToPath } from 'node:url';
import { pool, Promise as WorkerPromise } from 'workerpool';
import type { ContractPaper } from './paper.ts';

/** Draws papers beside the process's own thread, on which acceptances wait. */
export interface PdfThread {
  /** @throws CodedError SERVICE_UNAVAILABLE while too many papers wait, or when one takes too long */
  draw(paper: ContractPaper): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface PdfThreadOptions {
  /** How many papers may wait for the thread. */
  readonly maxWaiting: number;
  /** How long a paper may take once it is its turn, ms. Then the thread is ended. */
  readonly deadlineMs: number;
}

/** A paper takes a fifth of a second or more, so the last of these waits for some seconds. */
export const pdfThreadLimits: PdfThreadOptions = { maxWaiting: 16, deadlineMs: 5_000 };
const MAX_HEAP_MB = 128;
/** workerpool first asks a thread to stop by itself, which a busy thread does not hear, ms. */
const TERMINATE_MS = 50;

const script = fileURLToPath(new URL('./pdf.worker.mjs', import.meta.url));

/** The thread starts with the first paper. */
export function createPdfThread({ maxWaiting, deadlineMs }: PdfThreadOptions): PdfThread {
  const workers = pool(script, {
    maxWorkers: 1,
    workerType: 'thread',
    workerTerminateTimeout: TERMINATE_MS,
    workerThreadOpts: { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } },
  });
  return {
    async draw(paper) {
      if (workers.stats().pendingTasks >= maxWaiting) throw unavailable();
      const task = workers.exec('draw', [paper], { on: () => void task.timeout(deadlineMs) });
      try {
        return (await task) as Uint8Array;
      } catch (error) {
        throw error instanceof WorkerPromise.TimeoutError ? unavailable() : error;
      }
    },
    async close() {
      await workers.terminate(true);
    },
  };
}

const unavailable = (): CodedError =>
  new CodedError('SERVICE_UNAVAILABLE', 'Too many PDFs are being made; try again in a few seconds.');
