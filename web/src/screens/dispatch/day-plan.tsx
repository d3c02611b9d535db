import { ArrowRight } from 'lucide-react';
import { useRef } from 'react';
import { formatDistance } from '../../format/distance.ts';
import { placeName } from '../../format/place.ts';
import { slots } from '../../format/slot.ts';
import type { DayPlan, DayPlanning, PlannedMove } from './use-day-plan.ts';

/** The plan of a day: asked for, looked at, and applied as a whole. */
export function PlanOfDay({ planning }: { readonly planning: DayPlanning }) {
  const { plan, outcome, isProposing } = planning;
  const ask = useRef<HTMLButtonElement>(null);
  // The buttons of a plan go with it, so the focus returns to the one that asks.
  const after = (done: Promise<void> | void): void =>
    void Promise.resolve(done).then(() => ask.current?.focus());
  return (
    <div className="plan-of-day">
      <div className="asking">
        <button
          ref={ask}
          type="button"
          className="secondary"
          // Not disabled: it would lose the focus.
          aria-disabled={isProposing}
          data-busy={isProposing || undefined}
          onClick={() => void (isProposing || planning.propose())}
        >
          {isProposing
            ? '계획을 세우고 있어요'
            : plan || outcome
              ? '계획 다시 세우기'
              : '거리를 줄이는 계획 세우기'}
        </button>
        <p role="status" className={outcome?.isProblem ? 'error' : undefined}>
          {outcome?.text}
        </p>
      </div>
      {plan && (
        <Preview
          plan={plan}
          isApplying={planning.isApplying}
          onApply={() => after(planning.apply())}
          onClose={() => after(planning.putAway())}
        />
      )}
    </div>
  );
}

interface PreviewProps {
  readonly plan: DayPlan;
  readonly isApplying: boolean;
  readonly onApply: () => void;
  readonly onClose: () => void;
}

function Preview({ plan: { before, after, moves }, isApplying, onApply, onClose }: PreviewProps) {
  return (
    <section className="preview" aria-labelledby="plan-preview">
      <h3 id="plan-preview">계획 미리 보기</h3>
      <p>
        옮길 수 있는 이사의 직선거리 {formatDistance(before)}
        <To /> <strong>{formatDistance(after)}</strong>
      </p>
      <ul>
        {moves.map((move) => (
          <Moved key={move.call.id} move={move} />
        ))}
      </ul>
      <p className="faint">지도에서 점선은 지금, 굵은 선은 계획이에요. 고객과 팀에게는 적용한 뒤에 알려요.</p>
      <div className="row">
        <button type="button" className="secondary" disabled={isApplying} onClick={onClose}>
          닫기
        </button>
        <button
          type="button"
          className="primary"
          disabled={isApplying}
          data-busy={isApplying || undefined}
          onClick={onApply}
        >
          {isApplying ? '적용하고 있어요' : `${moves.length}건 모두 적용`}
        </button>
      </div>
    </section>
  );
}

/** `마포구 이사 종일, 백영곤 팀 → 안채우 팀, 5.2km → 1.1km`. */
function Moved({ move: { call, from, to, beforeMeters, afterMeters } }: { readonly move: PlannedMove }) {
  return (
    <li>
      <strong>
        {placeName(call.location)} 이사 <small>{slots[call.slot].label}</small>
      </strong>
      <span>
        {from.name} 팀<To /> {to.name} 팀
      </span>
      <span className="metres">
        {formatDistance(beforeMeters)}
        <To /> {formatDistance(afterMeters)}
      </span>
    </li>
  );
}

const To = () => (
  <>
    <span className="visually-hidden">에서</span> <ArrowRight size={14} aria-hidden="true" />
  </>
);
