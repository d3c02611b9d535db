import { newKey } from '../../api/idempotency-key.ts';
import { createPersonalText } from '../../api/personal-text.ts';

interface Kept {
  /** What is agreed to. */
  readonly intent: string;
  readonly key: string;
}

/** The idempotency key of one intent to call. It survives a reload, so that a repeat after a lost answer is the same call. */
export interface AcceptanceKey {
  of(intent: string): string;
  /** The call is made: the next one with the same quote is another call. */
  forget(): void;
}

/** @param tel whose keys they are */
export function createAcceptanceKey(tel: string): AcceptanceKey {
  const store = createPersonalText('acceptance', tel);
  return {
    of(intent) {
      const kept = parse(store.read());
      if (kept?.intent === intent) return kept.key;
      const key = newKey();
      store.write(JSON.stringify({ intent, key } satisfies Kept));
      return key;
    },
    forget: () => store.remove(),
  };
}

function parse(text: string | null): Kept | null {
  try {
    return JSON.parse(text ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}
