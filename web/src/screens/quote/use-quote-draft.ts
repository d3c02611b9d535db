import type { Day } from '@movecall/values/days';
import { useCallback, useState } from 'react';
import { withoutPastDay } from '../../format/past-day.ts';
import type { QuoteDraft } from './draft.ts';
import { createQuoteDraftStore } from './draft-store.ts';

export interface KeptQuoteDraft {
  readonly draft: QuoteDraft;
  /** Whether the chosen day has passed: the draft has none then. */
  readonly dayHasPassed: boolean;
  readonly keep: (part: Partial<QuoteDraft>) => void;
  readonly forget: () => void;
}

/**
 * The draft of a person or of a visitor. It survives a reload and a sign-in.
 *
 * @param tel the person's phone; null: a visitor
 */
export function useQuoteDraft(tel: string | null, today: Day): KeptQuoteDraft {
  const [store] = useState(() => createQuoteDraftStore(tel));
  const [kept, setKept] = useState(() => store.read());
  const draft = withoutPastDay(kept, today);
  const keep = useCallback(
    (part: Partial<QuoteDraft>) =>
      setKept((before) => {
        const changed = { ...before, ...part };
        store.write(changed);
        return changed;
      }),
    [store],
  );
  return { draft, dayHasPassed: draft !== kept, keep, forget: store.forget };
}
