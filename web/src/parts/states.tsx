import type { CombinedError } from '@urql/core';
import type { ReactNode } from 'react';
import { CloudOff, PackageOpen } from 'lucide-react';
import { errorText } from '../api/error-text.ts';

export interface WaitingProps {
  readonly lines?: number;
  readonly shape?: 'list' | 'titled' | 'call' | 'board' | 'team';
}

/** What a screen shows while its data loads: a placeholder of the same shape, so that nothing jumps. */
export function Waiting({ lines = 3, shape = 'list' }: WaitingProps) {
  return (
    <div className={`waiting ${shape}-shape`} role="status" aria-label="불러오는 중이에요">
      {Array.from({ length: lines }, (_, nth) => (
        <span key={nth} />
      ))}
    </div>
  );
}

/** There is nothing to show. The children say what the user can do about it. */
export function Empty({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}) {
  return (
    <section className="state">
      <span className="medal">
        <PackageOpen size={40} strokeWidth={1.6} />
      </span>
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </section>
  );
}

/** The data of a screen could not be read. */
export function Failed({
  title,
  error,
  onRetry,
}: {
  readonly title: string;
  readonly error: CombinedError;
  readonly onRetry: () => void;
}) {
  return (
    <section className="state" role="alert">
      <span className="medal" data-tone="bad">
        <CloudOff size={40} strokeWidth={1.6} />
      </span>
      <h1>{title}</h1>
      <p>{errorText(error)}</p>
      <button type="button" className="secondary" onClick={onRetry}>
        다시 시도하기
      </button>
    </section>
  );
}
