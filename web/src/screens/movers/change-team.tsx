import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentOf, graphql } from '../../api/graphql.ts';
import { Problems } from '../../parts/problems.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { errorsElsewhere, type UserError, userErrorFields } from '../../parts/user-errors.ts';
import { moverFields } from './mover-fields.ts';
import { draftOf, teamInputOf, unreadableIn } from './team-draft.ts';
import { teamFieldPaths, TeamFields } from './team-fields.tsx';

const Update = graphql(
  `
    mutation UpdateMover($id: ID!, $input: UpdateMoverInput!) {
      updateMover(id: $id, input: $input) {
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

interface ChangeTeamProps {
  readonly team: FragmentOf<typeof moverFields>;
  /** The names of the companies, by id. */
  readonly companies: Readonly<Record<string, string>>;
}

/** The dialog that changes what a team can do. */
export function ChangeTeam({ team, companies }: ChangeTeamProps) {
  const label = (
    <>
      고치기<span className="visually-hidden"> ({team.name})</span>
    </>
  );
  return (
    <Sheet label={label} title={`${team.name} 팀 고치기`}>
      {(close) => <Form team={team} companies={companies} onDone={close} />}
    </Sheet>
  );
}

function Form({ team, companies, onDone }: ChangeTeamProps & { readonly onDone: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(team));
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [{ fetching, error }, update] = useMutation(Update);

  async function submit(): Promise<void> {
    const unreadable = unreadableIn(draft);
    setErrors(unreadable);
    if (unreadable.length > 0) return;
    const { data } = await update({ id: team.id, input: teamInputOf(draft) });
    setErrors(data?.updateMover.userErrors ?? []);
    if (data?.updateMover.mover) onDone();
  }

  return (
    <form
      className="team-form"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (!fetching) void submit();
      }}
    >
      <TeamFields
        draft={draft}
        errors={errors}
        companies={team.company ? { ...companies, [team.company.id]: team.company.name } : companies}
        change={(part) => setDraft((before) => ({ ...before, ...part }))}
      />
      <Problems
        errors={errorsElsewhere(errors, teamFieldPaths)}
        error={error}
        onRetry={() => void submit()}
      />
      <div className="row">
        <button type="button" className="secondary" onClick={onDone}>
          그대로 두기
        </button>
        <button type="submit" className="primary" disabled={fetching} data-busy={fetching || undefined}>
          {fetching ? '저장하고 있어요' : '저장하기'}
        </button>
      </div>
    </form>
  );
}
