import '../../styles/request.css';
import { type FormEvent, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { useLocation } from 'wouter';
import { graphql } from '../../api/graphql.ts';
import { errorsElsewhere, type UserError, userErrorFields } from '../../parts/user-errors.ts';
import {
  type Draft,
  forgetDraft,
  formFields,
  inputOf,
  keepDraft,
  keptDraft,
  newKey,
  problemsOf,
} from './draft.ts';
import { RequestForm } from './request-form.tsx';
import { Review } from './review.tsx';

const RequestMove = graphql(
  `
    mutation RequestMove($input: RequestMoveCallInput!) {
      requestMoveCall(input: $input) {
        moveCall {
          id
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [userErrorFields],
);

/** 이사업체 호출: what, from where, when, for how much; then a look at it; then it is called. */
export function RequestPage({
  forOthers,
  onReview,
}: {
  /** An operator calls for a customer. */
  readonly forOthers: boolean;
  /** What comes next can be made ready while this is read. */
  readonly onReview: () => void;
}) {
  const [draft, setDraft] = useState(keptDraft);
  const [reviewing, setReviewing] = useState(false);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [{ fetching, error }, request] = useMutation(RequestMove);
  const [, go] = useLocation();
  const underWay = useRef(false);

  function change(part: Partial<Draft>): void {
    const changed = { ...draft, ...part, idempotencyKey: newKey() };
    setDraft(changed);
    keepDraft(changed);
    setErrors([]);
  }

  function review(event: FormEvent): void {
    event.preventDefault();
    const missing = problemsOf(draft, forOthers);
    setErrors(missing);
    if (missing.length > 0) return;
    setReviewing(true);
    onReview();
  }

  async function call(): Promise<void> {
    if (underWay.current) return;
    underWay.current = true;
    setErrors([]);
    const { data } = await request({ input: inputOf(draft, forOthers) });
    underWay.current = false;
    const { moveCall, userErrors = [] } = data?.requestMoveCall ?? {};
    if (moveCall) {
      forgetDraft();
      go(`/calls/${moveCall.id}`);
      return;
    }
    if (userErrors.some(({ code }) => code === 'IDEMPOTENCY_KEY_REUSED')) change({});
    setErrors(userErrors);
    // What can be mended is mended in the form.
    if (userErrors.length > errorsElsewhere(userErrors, formFields).length) setReviewing(false);
  }

  return reviewing ? (
    <Review
      draft={draft}
      forOthers={forOthers}
      busy={fetching}
      errors={errorsElsewhere(errors, formFields)}
      error={error}
      onBack={() => setReviewing(false)}
      onCall={() => void call()}
    />
  ) : (
    <RequestForm draft={draft} forOthers={forOthers} errors={errors} onChange={change} onSubmit={review} />
  );
}
