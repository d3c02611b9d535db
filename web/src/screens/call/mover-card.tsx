import { formatDistance } from '../../format/distance.ts';
import { formatTel } from '../../format/tel.ts';
import type { CallView } from './call-fields.ts';

/** Who comes. The card's place is kept while nobody is assigned, so that nothing jumps when somebody is. */
export function MoverCard({ call }: { readonly call: CallView }) {
  if (call.status === 'CANCELLED') return null;
  const { mover, assignment } = call;
  if (!mover) {
    return (
      <section className="mover" data-empty aria-label="이사팀">
        <p>이사팀이 정해지면 이름과 전화번호를 바로 보여 드려요.</p>
      </section>
    );
  }
  const distance = assignment?.status === 'ACTIVE' ? assignment.distanceMeters : null;
  return (
    <section className="mover" aria-label="이사팀">
      <h2>{mover.name}</h2>
      <dl>
        <dt>차량번호</dt>
        <dd>{mover.plate}</dd>
        <dt>집까지</dt>
        <dd>{distance === null ? '\u00A0' : formatDistance(distance)}</dd>
      </dl>
      <a className="button primary" href={`tel:${mover.tel}`}>
        전화하기 {formatTel(mover.tel)}
      </a>
    </section>
  );
}
