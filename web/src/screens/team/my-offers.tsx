import { useEffect, useState } from 'react';
import { useMutation } from 'urql';
import { useRead } from '../../api/read.ts';
import { useLive } from '../../api/use-live.ts';
import { serverNow } from '../../api/server-time.ts';
import { formatDistance } from '../../format/distance.ts';
import { formatWon } from '../../format/money.ts';
import { moveTypes } from '../../format/move-type.ts';
import { slots } from '../../format/slot.ts';
import { formatDay, formatLeft } from '../../format/time.ts';
import { Problems } from '../../parts/problems.tsx';
import type { UserError } from '../../parts/user-errors.ts';
import { AcceptOffer, DeclineOffer, MyOffers, type Offer, OfferFeed } from './team-documents.ts';

/** While no event can tell the page of a new offer, which lives for minutes, it looks this often, ms. A message tells the team at once. */
const LOOK_EVERY_MS = 20_000;
const SECOND_MS = 1_000;

/** 제안: what the team is asked to take, and for how long it is asked. */
export function OfferList() {
  const { data, readAgain } = useRead(MyOffers, {});
  const [{ fetching: accepting, error: notAccepted }, accept] = useMutation(AcceptOffer);
  const [{ fetching: declining, error: notDeclined }, decline] = useMutation(DeclineOffer);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const now = useNow();
  const live = useLive(OfferFeed, {}, () => '');
  // Without an answer of assign there are no offers in the event.
  const isTold = live === 'live' && data?.team?.offers != null;
  useEffect(() => {
    if (isTold) return undefined;
    const timer = setInterval(readAgain, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isTold, readAgain]);

  async function answer({ assignmentId }: Offer, takes: boolean): Promise<void> {
    setErrors([]);
    const payload = takes
      ? (await accept({ assignmentId })).data?.acceptOffer
      : (await decline({ assignmentId })).data?.declineOffer;
    setErrors(payload?.userErrors ?? []);
    readAgain();
  }

  const offers = data?.team?.offers?.filter(({ expiresAt }) => Date.parse(expiresAt) > now) ?? [];
  const error = notAccepted ?? notDeclined;
  if (offers.length === 0 && errors.length === 0 && !error) return null;
  return (
    <section className="offers" aria-labelledby="offers">
      <h2 id="offers">새 제안</h2>
      <Problems errors={errors} error={error} onRetry={readAgain} />
      {offers.map((offer) => (
        <OfferCard
          key={offer.assignmentId}
          offer={offer}
          leftMs={Date.parse(offer.expiresAt) - now}
          busy={accepting || declining}
          onAnswer={(takes) => void answer(offer, takes)}
        />
      ))}
    </section>
  );
}

interface OfferCardProps {
  readonly offer: Offer;
  readonly leftMs: number;
  readonly busy: boolean;
  readonly onAnswer: (takes: boolean) => void;
}

function OfferCard({ offer, leftMs, busy, onAnswer }: OfferCardProps) {
  const { movingOn, slot, region, moveType, tons, distanceMeters, cost } = offer;
  return (
    <article className="card offer" aria-label={`${formatDay(movingOn)} ${slots[slot].label} 제안`}>
      <header className="split">
        <strong>
          {formatDay(movingOn)} {slots[slot].label}
        </strong>
        {/* Not a live region: a screen reader would read it second by second. */}
        <span className="left">{formatLeft(leftMs)} 남음</span>
      </header>
      <p>
        {region ?? '지역 미상'} · 차고지에서 {formatDistance(distanceMeters)}
      </p>
      <p className="faint">
        {moveTypes[moveType].label} · {tons === null ? '짐은 정해지지 않았어요' : `${tons}톤`} ·{' '}
        {formatWon(cost)}
      </p>
      <div className="row">
        <button type="button" className="secondary" disabled={busy} onClick={() => onAnswer(false)}>
          거절하기
        </button>
        <button type="button" className="primary" disabled={busy} onClick={() => onAnswer(true)}>
          맡기
        </button>
      </div>
    </article>
  );
}

/** The server's time, ms; the component renders again each second. */
function useNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
