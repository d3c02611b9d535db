import { worker, workerEmit } from 'workerpool';
import type { ContractPaper } from './paper.ts';
import { drawPdf } from './pdf.ts';

// A thread that draws PDFs for manage's process.

worker({
  async draw(paper: ContractPaper): Promise<Uint8Array> {
    workerEmit('begun');
    return drawPdf(paper);
  },
});
