import type { CombinedError } from '@urql/core';
import { CircleAlert } from 'lucide-react';
import { wordsFor } from '../api/words.ts';
import { RetryButton } from './retry.tsx';
import type { UserError } from './user-errors.ts';

/** What stands in the way and belongs to no field: refusals in the server's words, and a request that was not answered. */
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
      {/* Without the button: its countdown is not to be read out second by second. */}
      <div className="said" role="alert">
        {errors.map(({ code, message }) => (
          <p key={code}>{message}</p>
        ))}
        {error && errors.length === 0 && <p>{wordsFor(error)}</p>}
      </div>
      {(error || wait != null) && <RetryButton afterSeconds={wait ?? 0} onRetry={onRetry} />}
    </div>
  );
}
