import { useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { graphql } from '../../api/graphql.ts';
import { allMoveTypes, type MoveType } from '../../format/move-type.ts';
import { type UserError, userErrorFields } from '../../parts/user-errors.ts';
import { emptyPlace, placeInputOf, type TypedPlace } from '../../parts/place/typed-place.ts';
import { moverFields } from './mover-fields.ts';
import { emptyTeam, type TeamDraft, teamInputOf, unreadableIn } from './team-draft.ts';

const Register = graphql(
  `
    mutation RegisterMover($input: RegisterMoverInput!) {
      registerMover(input: $input) {
        mover {
          ...MoverFields
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [moverFields, userErrorFields],
);

interface Draft {
  readonly name: string;
  readonly tel: string;
  readonly plate: string;
  readonly base: TypedPlace;
}

const emptyDraft: Draft = { name: '', tel: '', plate: '', base: emptyPlace };

export interface Registration {
  /** The contents of the fields, as they were typed and chosen. */
  readonly draft: Draft;
  readonly team: TeamDraft;
  readonly types: readonly MoveType[];
  readonly busy: boolean;
  readonly errors: readonly UserError[];
  /** Why the last request has no answer. */
  readonly error: CombinedError | undefined;
  /** The sentence that confirms the last registration. */
  readonly done: string | null;
  readonly change: (part: Partial<Draft>) => void;
  readonly changeTeam: (part: Partial<TeamDraft>) => void;
  readonly setTypes: (types: readonly MoveType[]) => void;
  readonly submit: () => void;
}

/** The draft of a new team, and its registration. The form is empty again after a success. */
export function useRegistration(onRegistered: () => void): Registration {
  const [draft, setDraft] = useState(emptyDraft);
  const [team, setTeam] = useState(emptyTeam);
  const [types, setTypes] = useState(allMoveTypes);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [done, setDone] = useState<string | null>(null);
  const [{ fetching, error }, register] = useMutation(Register);

  async function submit(): Promise<void> {
    const unreadable = unreadableIn(team);
    setErrors(unreadable);
    setDone(null);
    if (unreadable.length > 0) return;
    const { name, tel, plate, base } = draft;
    const { data } = await register({
      input: {
        name,
        tel,
        plate,
        base: placeInputOf(base),
        moveTypes: [...types],
        ...teamInputOf(team),
      },
    });
    setErrors(data?.registerMover.userErrors ?? []);
    if (!data?.registerMover.mover) return;
    setDraft(emptyDraft);
    setTeam(emptyTeam);
    setTypes(allMoveTypes);
    setDone(`${name} 팀을 등록했어요.`);
    onRegistered();
  }

  return {
    draft,
    team,
    types,
    busy: fetching,
    errors,
    error,
    done,
    change: (part) => setDraft((before) => ({ ...before, ...part })),
    changeTeam: (part) => setTeam((before) => ({ ...before, ...part })),
    setTypes,
    submit: () => void submit(),
  };
}
