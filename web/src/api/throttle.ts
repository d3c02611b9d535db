import { useCallback, useEffect, useRef } from 'react';

/** Works at once, and at most once in each `pauseMs`; what is asked for meanwhile is done once, at its end. */
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
  readonly cancel: () => void;
}

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
