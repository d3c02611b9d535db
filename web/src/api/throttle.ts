import { useCallback, useEffect, useRef } from 'react';

/** `createThrottle` while the component is mounted; `work` may be a new function at each render. */
export function useThrottled(work: () => void, pauseMs: number): () => void {
  const latest = useRef(work);
  const throttle = useRef<Throttle>(null);
  useEffect(() => {
    latest.current = work;
  });
  useEffect(() => {
    const made = createThrottle(() => latest.current(), pauseMs);
    throttle.current = made;
    return made.cancel;
  }, [pauseMs]);
  return useCallback(() => throttle.current?.call(), []);
}

export interface Throttle {
  readonly call: () => void;
  /** Drops the work that waits for the end of a pause. */
  readonly cancel: () => void;
}

/**
 * Works at the first call, and at most once in each `pauseMs`. Calls during a pause lead to one piece of
 * work at its end.
 */
export function createThrottle(work: () => void, pauseMs: number): Throttle {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = false;
  function call(): void {
    asked = timer !== undefined;
    if (asked) return;
    timer = setTimeout(() => {
      timer = undefined;
      if (asked) call();
    }, pauseMs);
    work();
  }
  return {
    call,
    cancel() {
      clearTimeout(timer);
      timer = undefined;
      asked = false;
    },
  };
}
