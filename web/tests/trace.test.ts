import { expect, test } from 'vitest';
import { newTraceparent } from '../src/api/trace.ts';

test('each operation begins a new trace, without the recorded flag', () => {
  const begun = Array.from({ length: 100 }, newTraceparent);
  for (const traceparent of begun) expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(new Set(begun.map((traceparent) => traceparent.slice(3, 35))).size).toBe(100);
});
