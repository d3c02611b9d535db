import '../../styles/request.css';
import { errorsElsewhere } from '../../parts/user-errors.ts';
import { RequestForm } from './request-form.tsx';
import { formFields } from './request-move.ts';
import { Review } from './review.tsx';
import { useRequest } from './use-request.ts';

/** 이사업체 호출: the form, then a last look at it, then the call. */
export function RequestPage({
  forOthers,
  onReview,
}: {
  /** An operator calls for a customer. */
  readonly forOthers: boolean;
  /** Called when the last look is shown: it is time to load the next screen. */
  readonly onReview: () => void;
}) {
  const { draft, reviewed, busy, errors, error, change, review, backToForm, call } = useRequest(
    forOthers,
    onReview,
  );
  return reviewed ? (
    <Review
      draft={reviewed}
      forOthers={forOthers}
      busy={busy}
      errors={errorsElsewhere(errors, formFields)}
      error={error}
      onBack={backToForm}
      onCall={call}
    />
  ) : (
    <RequestForm draft={draft} forOthers={forOthers} errors={errors} onChange={change} onSubmit={review} />
  );
}
