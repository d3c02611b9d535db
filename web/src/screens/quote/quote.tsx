import '../../styles/request.css';
import '../../styles/quote.css';
import { Suspense } from 'react';
import { Redirect, useLocation } from 'wouter';
import type { Session } from '../../api/session.ts';
import { Empty, Waiting } from '../../parts/states.tsx';
import { screen } from '../../screen.ts';
import { AskingSteps } from './asking-steps.tsx';
import { positionOf } from './steps.ts';

const QuotePage = screen(async () => (await import('./quote-page.tsx')).QuotePage);

/** From what is moved to a call with a quote, in five steps, each with an address of its own. */
export function Quoting({ session }: { readonly session: Session | null }) {
  const [path] = useLocation();
  const position = positionOf(path);
  if (session?.role === 'MOVER') return <Redirect to="/calls" replace />;
  if (position === null) return <Empty title="없는 페이지예요" text="주소를 다시 확인해 주세요." />;
  if (position.step === 'offer' || position.step === 'consent')
    return (
      <Suspense fallback={<Waiting shape="titled" />}>
        <QuotePage id={position.id} step={position.step} session={session} />
      </Suspense>
    );
  return <AskingSteps step={position.step} session={session} onOffer={QuotePage.preload} />;
}
