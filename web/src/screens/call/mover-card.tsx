import { Phone, Users } from 'lucide-react';
import { phoneText } from '@movecall/values/tel';
import { formatDistance } from '../../format/distance.ts';
import { stepLabels } from '../../format/step.ts';
import { formatTime } from '../../format/time.ts';
import type { CallView } from './call-fields.ts';

/** The mover of the call. The card has the same height without a mover, so that nothing jumps at the assignment. */
export function MoverCard({ call }: { readonly call: CallView }) {
  if (call.status === 'CANCELLED') return null;
  const { mover, assignment, progress } = call;
  if (!mover) {
    return (
      <section className="card mover" data-empty aria-label="이사팀">
        <span className="medal">
          <Users size={28} />
        </span>
        {call.waitingReason !== null && <p className="reason">{call.waitingReason}</p>}
        <p>이사팀이 정해지면 이름과 전화번호를 바로 보여 드려요.</p>
      </section>
    );
  }
  const distance = assignment?.status === 'ACTIVE' ? assignment.distanceMeters : null;
  return (
    <section className="card mover" aria-label="이사팀">
      <div className="person">
        <span className="medal" aria-hidden="true">
          {mover.name.slice(0, 1)}
        </span>
        <h2>{mover.name}</h2>
      </div>
      <dl>
        <dt>차량번호</dt>
        <dd className="plate">{mover.plate}</dd>
        <dt>집까지</dt>
        <dd>{distance === null ? '\u00A0' : formatDistance(distance)}</dd>
      </dl>
      {progress && progress.length > 0 && (
        <p className="steps">
          {progress.map(({ step, at }) => `${stepLabels[step]} ${formatTime(at)}`).join(' · ')}
        </p>
      )}
      <a className="button primary" href={`tel:${mover.tel}`}>
        <Phone size={20} />
        전화하기 {phoneText(mover.tel)}
      </a>
    </section>
  );
}
