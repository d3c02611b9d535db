import { beforeEach, expect, test } from 'vitest';
import { forgetReport, keepReport, reportsOf, settled } from '../src/screens/team/reports.ts';

const TEL = '01023456789';
const report = (step: 'DEPARTED' | 'ARRIVED', at: number, tel = TEL) => ({ tel, callId: 'call', step, at });

beforeEach(() => {
  for (const tel of [TEL, '01099999999']) reportsOf(tel).forEach(forgetReport);
});

test('reports are kept for their person, in order and each with a key, until they are forgotten', () => {
  keepReport(report('DEPARTED', 1));
  keepReport(report('DEPARTED', 2, '01099999999'));
  keepReport(report('ARRIVED', 3));
  const [first, second] = reportsOf(TEL);
  expect([first, second]).toMatchObject([report('DEPARTED', 1), report('ARRIVED', 3)]);
  expect(first?.idempotencyKey).not.toBe(second?.idempotencyKey);
  forgetReport(first!);
  expect(reportsOf(TEL)).toEqual([second]);
  expect(reportsOf('01099999999')).toHaveLength(1);
});

test('a moment ahead of the server’s time is fixed once, and stays for each repetition', () => {
  keepReport(report('DEPARTED', 5_000));
  const [ahead] = reportsOf(TEL);
  expect(settled(ahead!, 6_000)).toEqual(ahead);
  expect(settled(ahead!, 4_000.7)).toEqual({ ...ahead, at: 4_000 });
  expect(reportsOf(TEL)).toEqual([{ ...ahead, at: 4_000 }]);
  expect(settled(reportsOf(TEL)[0]!, 9_000).at).toBe(4_000);
});
