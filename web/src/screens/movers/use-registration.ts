import { useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { graphql } from '../../api/graphql.ts';
import { allMoveTypes, type MoveType } from '../../format/move-type.ts';
import { type UserError, userErrorFields } from '../../parts/user-errors.ts';
import { companyIdOf, NO_COMPANY } from './company-names.ts';
import { moverFields } from './mover-fields.ts';

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

const emptyDraft = { name: '', tel: '', plate: '', base: '', companyId: NO_COMPANY };

export interface Registration {
  /** The contents of the fields, as they were typed and chosen. */
  readonly draft: typeof emptyDraft;
  readonly types: readonly MoveType[];
  readonly busy: boolean;
  readonly errors: readonly UserError[];
  /** Why the last request has no answer. */
  readonly error: CombinedError | undefined;
  /** The sentence that confirms the last registration. */
  readonly done: string | null;
  readonly change: (part: Partial<typeof emptyDraft>) => void;
  readonly setTypes: (types: readonly MoveType[]) => void;
  readonly submit: () => void;
}

/** The draft of a new team, and its registration. The form is empty again after a success. */
export function useRegistration(onRegistered: () => void): Registration {
  const [draft, setDraft] = useState(emptyDraft);
  const [types, setTypes] = useState(allMoveTypes);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [done, setDone] = useState<string | null>(null);
  const [{ fetching, error }, register] = useMutation(Register);

  async function submit(): Promise<void> {
    setErrors([]);
    setDone(null);
    const { name, tel, plate, base, companyId } = draft;
    const { data } = await register({
      input: {
        name,
        tel,
        plate,
        base: { address: base },
        moveTypes: [...types],
        companyId: companyIdOf(companyId),
      },
    });
    setErrors(data?.registerMover.userErrors ?? []);
    if (!data?.registerMover.mover) return;
    setDraft(emptyDraft);
    setTypes(allMoveTypes);
    setDone(`${name} 팀을 등록했어요.`);
    onRegistered();
  }

  return {
    draft,
    types,
    busy: fetching,
    errors,
    error,
    done,
    change: (part) => setDraft((before) => ({ ...before, ...part })),
    setTypes,
    submit: () => void submit(),
  };
}
