import { phoneText } from '@movecall/values/tel';
import { isSonEopneunNal } from '../../format/lunar.ts';
import { formatWon } from '../../format/money.ts';
import { moveTypes } from '../../format/move-type.ts';
import { slots } from '../../format/slot.ts';
import { formatDay, formatMoment } from '../../format/time.ts';
import type { CallView } from './call-fields.ts';

/** The call as the customer requested it. */
export function Details({ call }: { readonly call: CallView }) {
  return (
    <section className="card details" aria-label="호출 내용">
      <dl>
        <dt>이사유형</dt>
        <dd>{moveTypes[call.moveType].label}</dd>
        <dt>이사하는 날</dt>
        <dd>
          {formatDay(call.movingOn)}
          {call.slot !== 'ALL_DAY' && ` ${slots[call.slot].label}`}
          {isSonEopneunNal(call.movingOn) && <span className="tag">손없는날</span>}
        </dd>
        <dt>출발</dt>
        <dd>{call.location.address}</dd>
        {call.destination && (
          <>
            <dt>도착</dt>
            <dd>{call.destination.address}</dd>
          </>
        )}
        <dt>예상요금</dt>
        <dd>{formatWon(call.cost)}</dd>
        <dt>연락처</dt>
        <dd>{phoneText(call.tel)}</dd>
        <dt>부른 때</dt>
        <dd>{formatMoment(call.requestedAt)}</dd>
      </dl>
    </section>
  );
}
