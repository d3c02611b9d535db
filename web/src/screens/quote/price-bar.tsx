import type { ReactNode } from 'react';
import { crewText } from '../../format/crew.ts';
import { formatWon } from '../../format/money.ts';
import type { Quote } from './request-quote.ts';

/** The price as far as it is known, and the way on. It stays in view while the step scrolls. */
export function PriceBar({
  quote,
  isCurrent,
  hasDay,
  children,
}: {
  /** The last price that is known; null before the first. */
  readonly quote: Quote | null;
  readonly isCurrent: boolean;
  /** Whether the price is that of a day which was chosen. */
  readonly hasDay: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className="price-bar">
      <p className="price" role="status" aria-busy={!isCurrent}>
        {quote === null ? (
          <span className="faint">주소를 적으면 예상 견적이 보여요.</span>
        ) : (
          <>
            <span className="faint">{hasDay ? '견적' : '평일 기준 견적'}</span>
            <strong>{formatWon(quote.total)}</strong>
            <span className="faint">{crewText(quote)}</span>
          </>
        )}
      </p>
      <div className="row">{children}</div>
    </div>
  );
}
