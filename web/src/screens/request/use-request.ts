import { useRef, useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { useLocation } from 'wouter';
import { errorsElsewhere, type UserError } from '../../parts/user-errors.ts';
import {
  type CompleteDraft,
  type Draft,
  forgetDraft,
  isComplete,
  newKey,
  problemsOf,
  storeDraft,
  storedDraft,
} from './draft.ts';
import { formFields, inputOf, RequestMove } from './request-move.ts';

export interface RequestProcess {
  readonly draft: Draft;
  /** The draft while it is shown for a last look; null while the form is shown. */
  readonly reviewed: CompleteDraft | null;
  readonly busy: boolean;
  readonly errors: readonly UserError[];
  /** Why the last request has no answer. */
  readonly error: CombinedError | undefined;
  readonly change: (part: Partial<Draft>) => void;
  /** Shows the draft for a last look, when no required field is empty. */
  readonly review: () => void;
  readonly backToForm: () => void;
  /** Sends the draft, and opens the page of the new call. */
  readonly call: () => void;
}

/** From the draft to the call. The draft survives a reload until the call is made. */
export function useRequest(forOthers: boolean, onReview: () => void): RequestProcess {
  const [draft, setDraft] = useState(storedDraft);
  const [reviewing, setReviewing] = useState(false);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [{ fetching, error }, request] = useMutation(RequestMove);
  const [, go] = useLocation();
  const underWay = useRef(false);

  function change(part: Partial<Draft>): void {
    const changed = { ...draft, ...part, idempotencyKey: newKey() };
    setDraft(changed);
    storeDraft(changed);
    setErrors([]);
  }

  function review(): void {
    const missing = problemsOf(draft, forOthers);
    setErrors(missing);
    if (missing.length > 0) return;
    setReviewing(true);
    onReview();
  }

  const reviewed = reviewing && isComplete(draft) ? draft : null;

  async function call(): Promise<void> {
    if (underWay.current || !reviewed) return;
    underWay.current = true;
    setErrors([]);
    const { data } = await request({ input: inputOf(reviewed, forOthers) });
    underWay.current = false;
    const { moveCall, userErrors = [] } = data?.requestMoveCall ?? {};
    if (moveCall) {
      forgetDraft();
      go(`/calls/${moveCall.id}`);
      return;
    }
    if (userErrors.some(({ code }) => code === 'IDEMPOTENCY_KEY_REUSED')) change({});
    setErrors(userErrors);
    // A refusal of a field is shown in the form, where the field can be corrected.
    if (userErrors.length > errorsElsewhere(userErrors, formFields).length) setReviewing(false);
  }

  return {
    draft,
    reviewed,
    busy: fetching,
    errors,
    error,
    change,
    review,
    backToForm: () => setReviewing(false),
    call: () => void call(),
  };
}
