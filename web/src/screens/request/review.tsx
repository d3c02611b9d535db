import type { CombinedError } from '@urql/core';
import { phoneText } from '@movecall/values/tel';
import { isSonEopneunNal } from '../../format/lunar.ts';
import { formatWon } from '../../format/money.ts';
import { moveTypes } from '../../format/move-type.ts';
import { formatDay } from '../../format/time.ts';
import { isBlank, placeText } from '../../parts/place/typed-place.ts';
import { Problems } from '../../parts/problems.tsx';
import type { UserError } from '../../parts/user-errors.ts';
import type { CompleteDraft } from './draft.ts';

export interface ReviewProps {
  readonly draft: CompleteDraft;
  readonly forOthers: boolean;
  readonly busy: boolean;
  readonly errors: readonly UserError[];
  readonly error: CombinedError | undefined;
  readonly onBack: () => void;
  readonly onCall: () => void;
}

/** The draft, for a last look before the call. */
export function Review({ draft, forOthers, busy, errors, error, onBack, onCall }: ReviewProps) {
  return (
    <section className="page request narrow" aria-labelledby="review">
      <h1 id="review" tabIndex={-1} ref={(heading) => heading?.focus()}>
        이렇게 부를까요?
      </h1>
      <dl className="card details review">
        {forOthers && (
          <>
            <dt>고객</dt>
            <dd>{phoneText(draft.tel)}</dd>
          </>
        )}
        <dt>이사유형</dt>
        <dd>{moveTypes[draft.moveType].label}</dd>
        <dt>이사하는 날</dt>
        <dd>
          {formatDay(draft.movingOn)}
          {isSonEopneunNal(draft.movingOn) && <span className="tag">손없는날</span>}
        </dd>
        <dt>출발</dt>
        <dd>{placeText(draft.from)}</dd>
        {!isBlank(draft.to) && (
          <>
            <dt>도착</dt>
            <dd>{placeText(draft.to)}</dd>
          </>
        )}
        <dt>예상요금</dt>
        <dd>{formatWon(draft.cost)}</dd>
      </dl>
      <p className="faint">부르면 가까운 이사팀이 바로 배정되고, 카카오톡으로도 알려 드려요.</p>
      <Problems errors={errors} error={error} onRetry={onCall} />
      <div className="row">
        <button type="button" className="secondary" disabled={busy} onClick={onBack}>
          고치기
        </button>
        <button
          type="button"
          className="primary"
          disabled={busy}
          data-busy={busy || undefined}
          onClick={onCall}
        >
          {busy ? '부르고 있어요' : '이사팀 부르기'}
        </button>
      </div>
    </section>
  );
}
