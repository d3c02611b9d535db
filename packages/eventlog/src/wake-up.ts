export interface WakeUp {
  /** Wakes the loop that waits. When none waits, the next `wait` returns at once. */
  wake(): void;
  /**
   * Resolves at the next `wake`, at the latest after `ms` milliseconds.
   *
   * @returns whether it was woken
   * @param options.ignoreEarlier waits even if `wake` was called since the last wait: for backing off
   */
  wait(ms: number, options?: { readonly ignoreEarlier?: boolean }): Promise<boolean>;
}

/** A wake-up that cannot be lost: a loop waits for it between its rounds, and may be woken while it is still working. */
export function createWakeUp(): WakeUp {
  let woken = false;
  let endWait: (() => void) | null = null;
  return {
    wake() {
      woken = true;
      endWait?.();
    },
    async wait(ms, { ignoreEarlier = false } = {}) {
      if (!woken || ignoreEarlier) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          endWait = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      endWait = null;
      const wasWoken = woken;
      woken = false;
      return wasWoken;
    },
  };
}
