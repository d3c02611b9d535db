import { textOfPdf, withoutSpaces } from '@movecall/testkit/pdf-text';
import { expect, onTestFinished, test } from 'vitest';
import { contractPaper } from '../../src/paper/contract-paper.ts';
import { createPdfThread, pdfThreadLimits } from '../../src/paper/pdf-thread.ts';
import { contract } from './papers.ts';

const paper = contractPaper(contract, { tel: null, versions: [], complaints: '1372 소비자상담센터' });

function startThread(limits: Partial<typeof pdfThreadLimits> = {}) {
  const thread = createPdfThread({ ...pdfThreadLimits, deadlineMs: 60_000, ...limits });
  onTestFinished(thread.close);
  return thread;
}

test('all that a paper says is in its PDF, as text, with the font embedded', async () => {
  const bytes = await startThread().draw(paper);
  const text = await textOfPdf(bytes);
  const said = paper.sections.flatMap(({ title, rows, table, notes }) => [
    title,
    ...rows.flatMap(({ label, value }) => [label, value]),
    ...(table ? [...table.columns, ...table.sum.cells, ...table.lines.flatMap(({ cells }) => cells)] : []),
    ...notes,
  ]);
  for (const each of ['이사 계약서', paper.number, ...said]) expect(text).toContain(withoutSpaces(each));
  expect(Buffer.from(bytes).toString('latin1')).toContain('Pretendard-Regular');
  // Only the letters in use are embedded: the font itself has 2.7 MB.
  expect(bytes.length).toBeLessThan(150_000);
});

test('more papers than may wait are refused, and those before them are drawn', async () => {
  const thread = startThread({ maxWaiting: 1 });
  const drawn = await Promise.allSettled([1, 2, 3].map(() => thread.draw(paper)));
  expect(drawn.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(drawn[2]).toMatchObject({ reason: { extensions: { code: 'SERVICE_UNAVAILABLE' } } });
});

test('a paper that takes too long is given up', async () => {
  const thread = startThread({ deadlineMs: 1 });
  await expect(thread.draw(paper)).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
});
