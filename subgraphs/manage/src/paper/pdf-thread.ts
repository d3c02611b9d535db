import { CodedError } from '@movecall/graphql';
import { createThreads, TooCostlyError } from '@movecall/service/threads';
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

/** A paper takes a fifth of a second; the deadline ends what would never end. */
export const pdfThreadLimits: PdfThreadOptions = { maxWaiting: 16, deadlineMs: 20_000 };
const MAX_HEAP_MB = 128;

const script = new URL('./pdf.worker.mjs', import.meta.url);

/** The thread starts with the first paper. */
export function createPdfThread({ maxWaiting, deadlineMs }: PdfThreadOptions): PdfThread {
  const thread = createThreads({ script, most: 1, heapMb: MAX_HEAP_MB });
  return {
    async draw(paper) {
      if (thread.waiting() >= maxWaiting) throw unavailable();
      try {
        return await thread.run('draw', paper, deadlineMs);
      } catch (error) {
        throw error instanceof TooCostlyError ? unavailable() : error;
      }
    },
    close: thread.close,
  };
}

const unavailable = (): CodedError =>
  new CodedError('SERVICE_UNAVAILABLE', 'Too many PDFs are being made; try again in a few seconds.');
