/** Texts that outlive a reload. Where the browser refuses to keep anything, they last as long as the page. */
export interface Kept {
  read(): string | null;
  write(text: string): void;
  remove(): void;
}

export function kept(storage: () => Storage, key: string): Kept {
  let here: string | null = null;
  const trying = <T>(act: (storage: Storage) => T): T | undefined => {
    try {
      return act(storage());
    } catch {
      return undefined;
    }
  };
  return {
    read: () => trying((place) => place.getItem(key)) ?? here,
    write(text) {
      here = text;
      trying((place) => place.setItem(key, text));
    },
    remove() {
      here = null;
      trying((place) => place.removeItem(key));
    },
  };
}
