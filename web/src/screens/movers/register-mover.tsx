import type { FormEvent } from 'react';
import { Checkbox, CheckboxGroup, Label } from 'react-aria-components';
import { Check } from 'lucide-react';
import { allMoveTypes, isMoveType, moveTypes } from '../../format/move-type.ts';
import { Field } from '../../parts/field.tsx';
import { AddressField } from '../../parts/place/address-field.tsx';
import { Problems } from '../../parts/problems.tsx';
import { errorOf, errorsElsewhere } from '../../parts/user-errors.ts';
import { teamFieldPaths, TeamFields } from './team-fields.tsx';
import { type Registration, useRegistration } from './use-registration.ts';

const formFields = ['name', 'tel', 'plate', 'base', 'moveTypes', ...teamFieldPaths];

/** The form for a new team. */
export function RegisterMover({
  companies,
  onRegistered,
}: {
  /** The names of the companies, by id. */
  readonly companies: Readonly<Record<string, string>>;
  readonly onRegistered: () => void;
}) {
  const registration = useRegistration(onRegistered);
  const { draft, team, busy, errors, error, done, change, changeTeam, submit } = registration;
  const field = (part: 'name' | 'tel' | 'plate') => ({
    value: draft[part],
    onChange: (text: string) => change({ [part]: text }),
    error: errorOf(errors, part),
    autoComplete: 'off' as const,
  });
  return (
    <form
      className="card register"
      noValidate
      aria-labelledby="register"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (!busy) submit();
      }}
    >
      <h2 id="register">이사팀 등록</h2>
      <Field label="이름" {...field('name')} />
      <Field label="휴대폰번호" type="tel" inputMode="tel" placeholder="010-1234-5678" {...field('tel')} />
      <Field label="차량번호" placeholder="34가4567" {...field('plate')} />
      <AddressField
        label="있는 곳"
        placeholder="마포구 또는 월드컵북로 400"
        place={draft.base}
        onChange={(part) => change({ base: { ...draft.base, ...part } })}
        error={errorOf(errors, 'base')}
      />
      <TeamFields draft={team} errors={errors} companies={companies} change={changeTeam} />
      <MoveTypes {...registration} />
      <Problems errors={errorsElsewhere(errors, formFields)} error={error} onRetry={submit} />
      <p role="status">{done}</p>
      <button type="submit" className="primary" disabled={busy} data-busy={busy || undefined}>
        {busy ? '등록하고 있어요' : '등록하기'}
      </button>
    </form>
  );
}

function MoveTypes({ types, setTypes, errors }: Registration) {
  const error = errorOf(errors, 'moveTypes');
  return (
    <CheckboxGroup
      className="group"
      value={[...types]}
      onChange={(chosen) => setTypes(chosen.filter(isMoveType))}
      isInvalid={error !== undefined}
    >
      <Label>하는 이사</Label>
      {allMoveTypes.map((type) => (
        <Checkbox key={type} value={type}>
          <span className="box" aria-hidden="true">
            <Check size={16} strokeWidth={3.2} />
          </span>
          {moveTypes[type].label}
        </Checkbox>
      ))}
      {error !== undefined && <span className="error">{error}</span>}
    </CheckboxGroup>
  );
}
