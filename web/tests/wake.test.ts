import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listenForWake } from '../src/api/wake.ts';
import { createFakePage } from './support/fake-page.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function listen() {
  const tab = createFakePage();
  const onWake = vi.fn<() => void>();
  return { tab, onWake, stop: listenForWake(onWake, tab.page) };
}

test('a page wakes when the network returns', () => {
  const { tab, onWake } = listen();
  tab.goOffline();
  expect(onWake).not.toHaveBeenCalled();
  tab.goOnline();
  expect(onWake).toHaveBeenCalledTimes(1);
});

test('a tab that was hidden for more than five seconds wakes when it is shown', () => {
  const { tab, onWake } = listen();
  tab.hide();
  vi.advanceTimersByTime(5_001);
  expect(onWake).not.toHaveBeenCalled();
  tab.show();
  expect(onWake).toHaveBeenCalledTimes(1);
});

test('a tab that was hidden for five seconds or less has not slept', () => {
  const { tab, onWake } = listen();
  tab.hide();
  vi.advanceTimersByTime(5_000);
  tab.show();
  expect(onWake).not.toHaveBeenCalled();
});

test('nothing listens any more once it is stopped', () => {
  const { tab, onWake, stop } = listen();
  stop();
  expect(tab.listeners()).toBe(0);
  tab.goOnline();
  expect(onWake).not.toHaveBeenCalled();
});
