import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LiveState } from '../src/api/live.ts';
import { isOutage, reportOutage } from '../src/parts/outage.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the screen may be out of date while the connection is lost or not there yet', () => {
  const states: LiveState[] = ['connecting', 'live', 'lost', 'ended', 'refused'];
  expect(states.filter(isOutage)).toEqual(['connecting', 'lost']);
});

test('an outage is reported once it has lasted for a second', () => {
  const report = vi.fn<(lasting: boolean) => void>();
  reportOutage(true, report);
  vi.advanceTimersByTime(999);
  expect(report).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(report.mock.calls).toEqual([[true]]);
});

test('an outage that is over within a second is not reported', () => {
  const report = vi.fn<(lasting: boolean) => void>();
  const stop = reportOutage(true, report);
  vi.advanceTimersByTime(999);
  stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(report).not.toHaveBeenCalled();
});

test('the end of an outage is reported at once', () => {
  const report = vi.fn<(lasting: boolean) => void>();
  reportOutage(false, report);
  expect(report.mock.calls).toEqual([[false]]);
  expect(vi.getTimerCount()).toBe(0);
});
