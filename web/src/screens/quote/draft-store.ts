import { createPersonalText } from '../../api/personal-text.ts';
import { emptyDraft, type QuoteDraft } from './draft.ts';

/** Keeps a person's draft in this tab, over reloads. Another person's draft has another place. */
export interface QuoteDraftStore {
  /** The draft that is kept; an empty one when there is none. */
  read(): QuoteDraft;
  write(draft: QuoteDraft): void;
  forget(): void;
}

const KIND = 'quote-draft';

/**
 * The store of a person, or of a visitor. A visitor who signs in takes the visitor's draft along: it moves to the person's
 * place, so that the next visitor does not see it.
 *
 * @param tel the person's phone; null: a visitor
 */
export function createQuoteDraftStore(tel: string | null): QuoteDraftStore {
  const own = createPersonalText(KIND, tel);
  return {
    read() {
      if (tel !== null) takeAlong(own);
      return parse(own.read());
    },
    write: (draft) => own.write(JSON.stringify(draft)),
    forget() {
      // A quote may be agreed to before the person's draft was read: the visitor's is then still in its place.
      if (tel !== null) takeAlong(own);
      own.remove();
    },
  };
}

function takeAlong(own: ReturnType<typeof createPersonalText>): void {
  const visitors = createPersonalText(KIND, null);
  const text = visitors.read();
  if (text === null) return;
  own.write(text);
  visitors.remove();
}

/** A draft of an earlier release may lack fields: they are empty then. */
function parse(text: string | null): QuoteDraft {
  try {
    const kept = JSON.parse(text ?? '{}') as Partial<QuoteDraft>;
    const { from, to } = emptyDraft;
    return { ...emptyDraft, ...kept, from: { ...from, ...kept.from }, to: { ...to, ...kept.to } };
  } catch {
    return emptyDraft;
  }
}
