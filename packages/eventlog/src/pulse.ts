export interface Pulse {
  /** Wakes whoever waits; when nobody does, the next wait returns at once. */
  beat(): void;
  /**
   * Until the next beat, at most `ms`. With `anyway` a beat that was missed does not cut it short: for backing off.
   */
  wait(ms: number, options?: { anyway?: boolean }): Promise<void>;
}

/** A wake-up that is never lost: what a loop waits on between its rounds. */
export function createPulse(): Pulse {
  let missed = false;
  let wake: (() => void) | null = null;
  return {
    beat() {
      missed = true;
      wake?.();
    },
    async wait(ms, { anyway = false } = {}) {
      if (!missed || anyway) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      missed = false;
    },
  };
}
