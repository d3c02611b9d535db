import '../../../styles/quote.css';
import type { Day } from '@movecall/values/days';
import { type FormEvent, useState } from 'react';
import { graphql } from '../../../api/graphql.ts';
import { useRead } from '../../../api/read.ts';
import { useToday } from '../../../api/server-time.ts';
import { formatWon } from '../../../format/money.ts';
import { formatDay } from '../../../format/time.ts';
import { ChosenDay } from '../../../parts/chosen-day.tsx';
import { MovingDay } from '../../../parts/moving-day.tsx';
import { Problems } from '../../../parts/problems.tsx';
import { isHalfDayOffered, SlotChoice } from '../../../parts/slot-choice.tsx';
import { Waiting } from '../../../parts/states.tsx';
import { useMovingDays } from '../../quote/moving-days.ts';
import { draftOf, inputOf, type Quote, quoteFields } from '../../quote/request-quote.ts';
import type { CallView } from '../call-fields.ts';
import { type MovingTime, useReschedule } from './use-reschedule.ts';

const AgreedQuote = graphql(
  `
    query AgreedQuote($id: ID!) {
      moveCall(id: $id) {
        id
        quote {
          ...QuoteFields
        }
      }
    }
  `,
  [quoteFields],
);

export interface RescheduleFormProps {
  readonly call: CallView;
  readonly onDone: (time: MovingTime) => void;
  readonly onClose: () => void;
}

/** Asks for another day; for a call with a quote, with what each day costs, and for a part of it when the load allows that. */
export function RescheduleForm({ call, onDone, onClose }: RescheduleFormProps) {
  const { data, error: unread } = useRead(AgreedQuote, { id: call.id });
  const { time, refusal, busy, change, submit } = useReschedule(call, onDone);
  const { total, errors, error } = refusal;
  // Without an answer the calendar has no prices, and another day can be asked for all the same.
  if (!data && !unread) return <Waiting lines={5} />;
  return (
    <form
      className="reschedule"
      aria-label="바꿀 날짜"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        submit();
      }}
    >
      {total === null && (
        <Time call={call} quote={data?.moveCall?.quote ?? null} time={time} onChange={change} />
      )}
      <div className="new-price" role="status">
        {total !== null && <NewPrice day={time.movingOn} before={call.cost} total={total} />}
      </div>
      <Problems errors={errors} error={error} onRetry={submit} />
      <div className="row">
        <button
          type="button"
          className="secondary"
          // The time stays as it was chosen.
          onClick={total === null ? onClose : () => change({})}
        >
          {total === null ? '그대로 두기' : '다른 날 고르기'}
        </button>
        {/* It stays enabled while it is at work: a disabled button would lose the focus. */}
        <button type="submit" className="primary" aria-disabled={busy} data-busy={busy || undefined}>
          {busy ? '바꾸고 있어요' : total === null ? '날짜 바꾸기' : '이 금액으로 바꾸기'}
        </button>
      </div>
    </form>
  );
}

function Time({
  call,
  quote,
  time: { movingOn, slot },
  onChange,
}: {
  readonly call: CallView;
  readonly quote: Quote | null;
  readonly time: MovingTime;
  readonly onChange: (part: Partial<MovingTime>) => void;
}) {
  const today = useToday();
  const [month, setMonth] = useState(movingOn);
  const notes = useMovingDays(quote && inputOf(draftOf(quote), today), { month, today, slot });
  return (
    <>
      {call.mover !== null && <p>정해진 이사팀이 그날 갈 수 없으면 다른 이사팀을 찾아 드려요.</p>}
      <MovingDay
        value={movingOn}
        today={today}
        onChange={(day) => onChange({ movingOn: day })}
        {...(quote && { notes })}
        onView={setMonth}
      />
      {/* The call itself takes a place on its own day. */}
      <ChosenDay
        day={movingOn === call.movingOn ? null : movingOn}
        notes={notes}
        whenFull="바꾸지 못할 수 있어요."
      />
      {quote && isHalfDayOffered(quote.tons) && (
        <SlotChoice slot={slot} onChange={(chosen) => onChange({ slot: chosen })} />
      )}
    </>
  );
}

/** What the new time costs, beside what was agreed on. Amounts in KRW. */
function NewPrice({
  day,
  before,
  total,
}: {
  readonly day: Day;
  readonly before: number;
  readonly total: number;
}) {
  return (
    <>
      <p>{formatDay(day)}에는 요금이 달라요. 새 요금에 동의하면 날짜를 바꿔요.</p>
      <p className="sums">
        {formatWon(before)} → <strong>{formatWon(total)}</strong>
      </p>
    </>
  );
}
