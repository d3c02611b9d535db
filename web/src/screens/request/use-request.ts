import type { Day } from '@movecall/values/days';
import { useRef, useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { useLocation } from 'wouter';
import { useToday } from '../../api/server-time.ts';
import { tokenOf } from '../../api/session.ts';
import { errorsElsewhere, type UserError } from '../../parts/user-errors.ts';
import { type CompleteDraft, type Draft, isComplete, problemsOf } from './draft.ts';
import { formFields, inputOf, RequestMove } from './request-move.ts';
import { useDraft } from './use-draft.ts';

export interface RequestProcess {
  readonly draft: Draft;
  /** In Seoul. */
  readonly today: Day;
  /** Whether the chosen day has passed: the draft has none then. */
  readonly dayHasPassed: boolean;
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
export function useRequest(tel: string, forOthers: boolean, onReview: () => void): RequestProcess {
  const today = useToday();
  const { draft, dayHasPassed, keep, forget } = useDraft(tel, today);
  const [reviewing, setReviewing] = useState(false);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [{ fetching, error }, request] = useMutation(RequestMove);
  const [, go] = useLocation();
  const underWay = useRef(false);
  const reviewed = reviewing && isComplete(draft) ? draft : null;

  function change(part: Partial<Draft>): void {
    keep(part);
    setErrors([]);
    setReviewing(false);
  }

  function review(): void {
    const missing = problemsOf(draft, forOthers);
    setErrors(missing);
    if (missing.length > 0) return;
    setReviewing(true);
    onReview();
  }

  async function call(): Promise<void> {
    if (underWay.current || !reviewed) return;
    underWay.current = true;
    setErrors([]);
    const { data } = await request({ input: inputOf(reviewed, forOthers) });
    underWay.current = false;
    const { moveCall, userErrors = [] } = data?.requestMoveCall ?? {};
    if (moveCall) {
      forget();
      // Another person may have signed in since the click.
      if (tokenOf(tel) !== null) go(`/calls/${moveCall.id}`);
      return;
    }
    if (userErrors.some(({ code }) => code === 'IDEMPOTENCY_KEY_REUSED')) keep({});
    setErrors(userErrors);
    // A refusal of a field is shown in the form, where the field can be corrected.
    if (userErrors.length > errorsElsewhere(userErrors, formFields).length) setReviewing(false);
  }

  return {
    draft,
    today,
    dayHasPassed,
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
