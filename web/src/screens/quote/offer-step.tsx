import { Link } from 'wouter';
import type { Session } from '../../api/session.ts';
import { formatMoment } from '../../format/time.ts';
import { Companies, QuoteDetails, QuoteLines } from './quote-details.tsx';
import type { Quote } from './request-quote.ts';
import { pathOf } from './steps.ts';
import { SendQuote } from './send-quote.tsx';
import { Wizard } from './wizard.tsx';

export interface QuoteStepProps {
  readonly quote: Quote;
  readonly session: Session | null;
  /** Opens the first steps with what the quote answers. */
  readonly onChange: () => void;
}

/** The quote: its lines, and who may come for it. */
export function OfferStep({ quote, session, onChange }: QuoteStepProps) {
  return (
    <Wizard step="offer" errorCount={0} onSubmit={() => undefined}>
      <QuoteLines quote={quote} />
      <div className="answers">
        <QuoteDetails quote={quote} />
        <Companies quote={quote} />
        {session?.role === 'OPERATOR' && <SendQuote quote={quote} />}
        <p className="faint">
          {formatMoment(quote.validUntil)}까지 이 금액 그대로예요. 견적 번호 {quote.id.slice(0, 8)}
        </p>
        <div className="row">
          <button type="button" className="secondary" onClick={onChange}>
            고치기
          </button>
          <Link className="primary" href={pathOf({ step: 'consent', id: quote.id })}>
            이 견적으로 부르기
          </Link>
        </div>
      </div>
    </Wizard>
  );
}
