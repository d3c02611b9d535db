/** Limits how many things of one kind an identity has open at once at this router. */
export interface OpenLimit {
  readonly max: number;
  /** @returns to be called when the thing is closed; null when the identity has as many open as it may */
  open(identity: string): (() => void) | null;
}

export function createOpenLimit(max: number): OpenLimit {
  const open = new Map<string, number>();
  return {
    max,
    open(identity) {
      const count = open.get(identity) ?? 0;
      if (count >= max) return null;
      open.set(identity, count + 1);
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        const left = (open.get(identity) ?? 0) - 1;
        if (left > 0) open.set(identity, left);
        else open.delete(identity);
      };
    },
  };
}
