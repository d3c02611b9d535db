/** A text that survives a reload. Where the browser refuses to store it, it lasts as long as the page. */
export interface StoredText {
  read(): string | null;
  write(text: string): void;
  remove(): void;
}

/** @param storage `localStorage` or `sessionStorage`; some browsers throw when a script merely names it */
export function createStoredText(storage: () => Storage, key: string): StoredText {
  let fallback: string | null = null;
  const trying = <T>(act: (storage: Storage) => T): T | undefined => {
    try {
      return act(storage());
    } catch {
      return undefined;
    }
  };
  return {
    read() {
      const stored = trying((place) => place.getItem(key));
      // Null is an answer: another tab has removed the text.
      return stored === undefined ? fallback : stored;
    },
    write(text) {
      fallback = text;
      trying((place) => place.setItem(key, text));
    },
    remove() {
      fallback = null;
      trying((place) => place.removeItem(key));
    },
  };
}
