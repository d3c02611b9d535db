import { type Day, isDay } from '@movecall/values/days';
import { createStoredText } from '../../api/stored-text.ts';
import { type Draft, emptyDraft } from './draft.ts';

/** Keeps a person's draft in this tab, over reloads and a new sign-in. Another person's draft has another place. */
export interface DraftStore {
  /** The draft that is kept; an empty one when there is none. */
  read(today: Day): Draft;
  write(draft: Draft): void;
  forget(): void;
}

/** @param tel the person's phone */
export function createDraftStore(tel: string): DraftStore {
  const store = createStoredText(() => sessionStorage, `movecall.draft.${nameOf(tel)}`);
  return {
    read(today) {
      const empty = emptyDraft(today);
      try {
        return { ...empty, ...known(JSON.parse(store.read() ?? '{}') as Partial<Draft>) };
      } catch {
        return empty;
      }
    },
    write: (draft) => store.write(JSON.stringify(draft)),
    forget: () => store.remove(),
  };
}

/** Without the fields that an earlier release kept in another form. */
function known({ cost = null, movingOn = null, ...draft }: Partial<Draft>): Partial<Draft> {
  return {
    ...draft,
    ...(typeof cost === 'number' && { cost }),
    ...(movingOn !== null && isDay(movingOn) && { movingOn }),
  };
}

/**
 * A name for a phone in the browser's storage (FNV-1a, 64 bits): after a sign-out the number itself is not kept there. The
 * name is no secret, and need not be one.
 */
function nameOf(tel: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of tel)
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n);
  return hash.toString(36);
}
