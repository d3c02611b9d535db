import { type Day, isDay } from '@movecall/values/days';
import { createPersonalText } from '../../api/personal-text.ts';
import { keptPlace } from '../../parts/place/typed-place.ts';
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
  const store = createPersonalText('draft', tel);
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
function known({ cost = null, movingOn = null, from, to, ...draft }: Partial<Draft>): Partial<Draft> {
  return {
    ...draft,
    from: keptPlace(from),
    to: keptPlace(to),
    ...(typeof cost === 'number' && { cost }),
    ...(movingOn !== null && isDay(movingOn) && { movingOn }),
  };
}
