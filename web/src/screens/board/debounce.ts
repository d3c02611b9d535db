import { useEffect, useState } from 'react';

/** The value, once it has not changed for `quietMs`: a search is sent when typing pauses, not for each letter. */
export function useDebounced<T>(value: T, quietMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), quietMs);
    return () => clearTimeout(timer);
  }, [value, quietMs]);
  return settled;
}
