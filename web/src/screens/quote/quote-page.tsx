import { useQuery } from 'urql';
import { useLocation } from 'wouter';
import type { Session } from '../../api/session.ts';
import { Empty, Failed, Waiting } from '../../parts/states.tsx';
import { ConsentStep } from './consent-step.tsx';
import { OfferStep } from './offer-step.tsx';
import { draftOf, type Quote, ReadQuote } from './request-quote.ts';
import { pathOf } from './steps.ts';
import { createQuoteDraftStore } from './draft-store.ts';

export interface QuotePageProps {
  readonly id: string;
  readonly step: 'offer' | 'consent';
  readonly session: Session | null;
}

/** A quote that was made: what it says, and the consent to it. Whoever has its address may open it until someone claims it. */
export function QuotePage({ id, step, session }: QuotePageProps) {
  const [{ data, error }, readAgain] = useQuery({ query: ReadQuote, variables: { id } });
  const [, go] = useLocation();
  const reload = (): void => readAgain({ requestPolicy: 'network-only' });
  if (error && !data?.quote)
    return <Failed title="견적을 불러오지 못했어요" error={error} onRetry={reload} />;
  if (!data) return <Waiting shape="titled" />;
  const { quote } = data;
  if (!quote)
    return (
      <Empty title="견적을 찾을 수 없어요" text="다른 분의 견적이거나, 지난 견적이에요.">
        <button type="button" className="primary" onClick={() => go('/quote')}>
          새 견적 받기
        </button>
      </Empty>
    );
  const props = { quote, session, onChange: () => change(quote) };
  return step === 'offer' ? <OfferStep {...props} /> : <ConsentStep {...props} onReload={reload} />;

  /** Opens the first steps with what this quote answers, unless the draft is this quote's already. */
  function change(changed: Quote): void {
    const store = createQuoteDraftStore(session?.tel ?? null);
    if (store.read().quoteId !== changed.id) store.write(draftOf(changed));
    go(pathOf({ step: 'load' }));
  }
}
