import { useEffect, useState } from 'react';

/** The button "다시 시도하기". It is disabled, and counts down, until the server accepts another attempt. */
export function RetryButton({
  afterSeconds,
  onRetry,
}: {
  readonly afterSeconds: number;
  readonly onRetry: () => void;
}) {
  const [left, setLeft] = useState(afterSeconds);
  useEffect(() => {
    const until = performance.now() + afterSeconds * 1_000;
    const count = (): void => setLeft(Math.max(0, Math.ceil((until - performance.now()) / 1_000)));
    count();
    const timer = setInterval(count, 250);
    return () => clearInterval(timer);
  }, [afterSeconds]);
  return (
    <button type="button" className="secondary" disabled={left > 0} onClick={onRetry}>
      {left > 0 ? `${left}초 뒤에 다시 시도` : '다시 시도하기'}
    </button>
  );
}
