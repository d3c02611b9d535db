import { type FormEvent, useState } from 'react';
import { Checkbox, CheckboxGroup, Label } from 'react-aria-components';
import { useMutation } from 'urql';
import { Check } from 'lucide-react';
import { graphql } from '../../api/graphql.ts';
import { type MoveType, moveTypes } from '../../format/move-type.ts';
import { Field } from '../../parts/field.tsx';
import { Problems } from '../../parts/problems.tsx';
import { errorOf, errorsElsewhere, type UserError, userErrorFields } from '../../parts/user-errors.ts';
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

const allTypes = Object.keys(moveTypes) as MoveType[];
const nothing = { name: '', tel: '', plate: '', base: '' };
const formFields = ['name', 'tel', 'plate', 'base', 'moveTypes'];

/** A new team. */
export function RegisterMover({ onRegistered }: { readonly onRegistered: () => void }) {
  const [draft, setDraft] = useState(nothing);
  const [types, setTypes] = useState(allTypes);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [done, setDone] = useState<string | null>(null);
  const [{ fetching, error }, register] = useMutation(Register);

  async function submit(): Promise<void> {
    setErrors([]);
    setDone(null);
    const { name, tel, plate, base } = draft;
    const { data } = await register({
      input: { name, tel, plate, base: { address: base }, moveTypes: types },
    });
    setErrors(data?.registerMover.userErrors ?? []);
    if (!data?.registerMover.mover) return;
    setDraft(nothing);
    setTypes(allTypes);
    setDone(`${name} 팀을 등록했어요.`);
    onRegistered();
  }

  const field = (part: keyof typeof nothing) => ({
    value: draft[part],
    onChange: (text: string) => setDraft((before) => ({ ...before, [part]: text })),
    error: errorOf(errors, part),
    autoComplete: 'off' as const,
  });
  const typesError = errorOf(errors, 'moveTypes');
  return (
    <form
      className="card register"
      noValidate
      aria-labelledby="register"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (!fetching) void submit();
      }}
    >
      <h2 id="register">이사팀 등록</h2>
      <Field label="이름" {...field('name')} />
      <Field label="휴대폰번호" type="tel" inputMode="tel" placeholder="010-1234-5678" {...field('tel')} />
      <Field label="차량번호" placeholder="34가4567" {...field('plate')} />
      <Field label="있는 곳" placeholder="마포구" {...field('base')} />
      <CheckboxGroup
        className="group"
        value={types}
        onChange={(chosen) => setTypes(chosen as MoveType[])}
        isInvalid={typesError !== undefined}
      >
        <Label>하는 이사</Label>
        {allTypes.map((type) => (
          <Checkbox key={type} value={type}>
            <span className="box" aria-hidden="true">
              <Check size={16} strokeWidth={3.2} />
            </span>
            {moveTypes[type].label}
          </Checkbox>
        ))}
        {typesError !== undefined && <span className="error">{typesError}</span>}
      </CheckboxGroup>
      <Problems errors={errorsElsewhere(errors, formFields)} error={error} onRetry={() => void submit()} />
      <p role="status">{done}</p>
      <button type="submit" className="primary" disabled={fetching} data-busy={fetching || undefined}>
        {fetching ? '등록하고 있어요' : '등록하기'}
      </button>
    </form>
  );
}
