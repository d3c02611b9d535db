import type { CombinedError } from '@urql/core';
import { CircleAlert } from 'lucide-react';
import { errorText } from '../api/error-text.ts';
import { RetryButton } from './retry.tsx';
import type { UserError } from './user-errors.ts';

/** The problems of an attempt that belong to no field: the server's refusals, and a request without an answer. */
export function Problems({
  errors,
  error,
  onRetry,
}: {
  readonly errors: readonly UserError[];
  readonly error: CombinedError | undefined;
  readonly onRetry: () => void;
}) {
  if (errors.length === 0 && !error) return null;
  const wait = errors.find(({ retryAfterSeconds }) => retryAfterSeconds !== null)?.retryAfterSeconds;
  return (
    <div className="problems">
      <CircleAlert size={20} />
      {/* The button is outside of the alert: a screen reader would read its countdown second by second. */}
      <div className="said" role="alert">
        {errors.map(({ code, message }) => (
          <p key={code}>{message}</p>
        ))}
        {error && errors.length === 0 && <p>{errorText(error)}</p>}
      </div>
      {(error || wait != null) && <RetryButton afterSeconds={wait ?? 0} onRetry={onRetry} />}
    </div>
  );
}
