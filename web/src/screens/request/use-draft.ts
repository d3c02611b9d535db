import type { Day } from '@movecall/values/days';
import { useState } from 'react';
import { newKey } from '../../api/idempotency-key.ts';
import { withoutPastDay } from '../../format/past-day.ts';
import type { Draft } from './draft.ts';
import { createDraftStore } from './draft-store.ts';

export interface KeptDraft {
  readonly draft: Draft;
  /** Whether the chosen day has passed: the draft has none then. */
  readonly dayHasPassed: boolean;
  /** Changes a part of the draft, which gets a new idempotency key. */
  readonly keep: (part: Partial<Draft>) => void;
  readonly forget: () => void;
}

/** A person's draft. It survives a reload and a new sign-in. */
export function useDraft(tel: string, today: Day): KeptDraft {
  const [store] = useState(() => createDraftStore(tel));
  const [kept, setKept] = useState(() => store.read(today));
  const draft = withoutPastDay(kept, today);
  return {
    draft,
    dayHasPassed: draft !== kept,
    keep(part) {
      const changed = { ...kept, ...part, idempotencyKey: newKey() };
      setKept(changed);
      store.write(changed);
    },
    forget: () => store.forget(),
  };
}
