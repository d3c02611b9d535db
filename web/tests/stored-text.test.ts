import { expect, test } from 'vitest';
import { createStoredText } from '../src/api/stored-text.ts';

/** The storage that all tabs of a browser share. */
function createStorage(): Storage {
  const texts = new Map<string, string>();
  return {
    length: 0,
    clear: () => texts.clear(),
    key: () => null,
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
    removeItem: (key) => void texts.delete(key),
  };
}

test('a text that another tab has removed or replaced is not read any more', () => {
  const storage = createStorage();
  const [first, second] = [createStoredText(() => storage, 'a'), createStoredText(() => storage, 'a')];
  first.write('one');
  second.remove();
  expect(first.read()).toBeNull();
  first.write('one');
  second.write('two');
  expect(first.read()).toBe('two');
});

test('without a storage, the text lasts as long as the page', () => {
  const stored = createStoredText(() => {
    throw new DOMException('denied', 'SecurityError');
  }, 'a');
  expect(stored.read()).toBeNull();
  stored.write('one');
  expect(stored.read()).toBe('one');
  stored.remove();
  expect(stored.read()).toBeNull();
});
