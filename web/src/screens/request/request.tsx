import '../../styles/request.css';
import { errorsElsewhere } from '../../parts/user-errors.ts';
import { RequestForm } from './request-form.tsx';
import { formFields } from './request-move.ts';
import { Review } from './review.tsx';
import { useRequest } from './use-request.ts';

/** 이사업체 호출: the form, then a last look at it, then the call. */
export function RequestPage({
  tel,
  forOthers,
  onReview,
}: {
  /** Whose draft it is. */
  readonly tel: string;
  /** An operator calls for a customer. */
  readonly forOthers: boolean;
  /** Called when the last look is shown: it is time to load the next screen. */
  readonly onReview: () => void;
}) {
  const { draft, today, dayHasPassed, reviewed, busy, errors, error, ...acts } = useRequest(
    tel,
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
      onBack={acts.backToForm}
      onCall={acts.call}
    />
  ) : (
    <RequestForm
      draft={draft}
      today={today}
      dayHasPassed={dayHasPassed}
      forOthers={forOthers}
      errors={errors}
      onChange={acts.change}
      onSubmit={acts.review}
    />
  );
}
