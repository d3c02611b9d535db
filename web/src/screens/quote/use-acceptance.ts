import { useRef, useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { useLocation } from 'wouter';
import { type Session, tokenOf } from '../../api/session.ts';
import type { UserError } from '../../parts/user-errors.ts';
import { RequestMove } from '../request/request-move.ts';
import { createAcceptanceKey } from './acceptance-key.ts';
import { createQuoteDraftStore } from './draft-store.ts';
import type { Quote } from './request-quote.ts';

export interface Acceptance {
  readonly busy: boolean;
  readonly errors: readonly UserError[];
  /** Why the last request has no answer. */
  readonly error: CombinedError | undefined;
  /** Calls by the quote as it is shown, and opens the page of the new call. */
  readonly accept: () => void;
}

/**
 * From a quote to its call. A double click, a reload and a repeat after a lost answer carry the same key.
 *
 * @param tel the customer's phone when an operator calls for a customer; null: one's own
 */
export function useAcceptance(quote: Quote, session: Session, tel: string | null): Acceptance {
  const [{ fetching, error }, request] = useMutation(RequestMove);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [, go] = useLocation();
  const [keys] = useState(() => createAcceptanceKey(session.tel));
  const underWay = useRef(false);

  async function accept(): Promise<void> {
    if (underWay.current) return;
    underWay.current = true;
    setErrors([]);
    const key = keys.of([quote.id, quote.version, tel ?? ''].join(' '));
    const { data } = await request({ input: inputOf(quote, tel, key) });
    underWay.current = false;
    const { moveCall, userErrors = [] } = data?.requestMoveCall ?? {};
    setErrors(userErrors);
    if (!moveCall) return;
    keys.forget();
    createQuoteDraftStore(session.tel).forget();
    // Another person may have signed in since the click.
    if (tokenOf(session.tel) !== null) go(`/calls/${moveCall.id}`);
  }

  return { busy: fetching, errors, error, accept: () => void accept() };
}

const inputOf = ({ id, version, moveType, location }: Quote, tel: string | null, idempotencyKey: string) => ({
  moveType,
  location: { address: location.address },
  quoteId: id,
  quoteVersion: version,
  ...(tel !== null && { tel: tel.trim() }),
  idempotencyKey,
});
