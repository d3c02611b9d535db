import { phoneText } from '@movecall/values/tel';
import { type FormEvent, useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { Field } from '../../parts/field.tsx';
import { Problems } from '../../parts/problems.tsx';
import { Select } from '../../parts/select.tsx';
import { errorOf, errorsElsewhere, type UserError } from '../../parts/user-errors.ts';
import { type Company, RegisterCompany, UpdateCompany } from './company-documents.ts';

/** How the teams of a company get calls. */
export const dispatchModes = {
  AUTO: '바로 배정해요',
  OFFER: '먼저 물어보고 배정해요',
} as const;

const emptyDraft = {
  name: '',
  representative: '',
  registrationNumber: '',
  permitNumber: '',
  insuredUntil: '',
  phone: '',
  address: '',
};
type Draft = typeof emptyDraft;

const fields: readonly (readonly [part: keyof Draft, label: string, placeholder: string])[] = [
  ['name', '이름', '한강이사'],
  ['representative', '대표자', '김한결'],
  ['registrationNumber', '사업자등록번호', '120-81-47521'],
  ['permitNumber', '허가번호', '서울 제2019-0105호'],
  ['insuredUntil', '보험 마지막 날', '2027-12-31'],
  ['phone', '전화번호', '02-123-4567'],
  ['address', '주소', '서울 마포구 월드컵북로 400'],
];
const paths = [...Object.keys(emptyDraft), 'dispatchMode'];

const draftOf = ({ name, representative, registrationNumber, permitNumber, ...rest }: Company): Draft => ({
  name,
  representative,
  registrationNumber,
  permitNumber,
  insuredUntil: rest.insuredUntil,
  phone: phoneText(rest.phone ?? ''),
  address: rest.address ?? '',
});

interface CompanyFormProps {
  /** Null for a new one. */
  readonly company: Company | null;
  readonly onDone: () => void;
}

/** All details of a company. */
export function CompanyForm({ company, onDone }: CompanyFormProps) {
  const [draft, setDraft] = useState(() => (company ? draftOf(company) : emptyDraft));
  const [mode, setMode] = useState<keyof typeof dispatchModes>(company?.dispatchMode ?? 'AUTO');
  const { busy, errors, error, save } = useSave(company, onDone);
  const submit = (): void => save({ ...draft, dispatchMode: mode });
  return (
    <form
      className="team-form"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (!busy) submit();
      }}
    >
      {fields.map(([part, label, placeholder]) => (
        <Field
          key={part}
          label={label}
          placeholder={placeholder}
          autoComplete="off"
          value={draft[part]}
          onChange={(text) => setDraft((before) => ({ ...before, [part]: text }))}
          error={errorOf(errors, part)}
        />
      ))}
      <Select label="배정 방식" options={dispatchModes} value={mode} onChange={setMode} />
      <Problems errors={errorsElsewhere(errors, paths)} error={error} onRetry={submit} />
      <div className="row">
        <button type="button" className="secondary" onClick={onDone}>
          그대로 두기
        </button>
        <button type="submit" className="primary" disabled={busy} data-busy={busy || undefined}>
          {busy ? '저장하고 있어요' : '저장하기'}
        </button>
      </div>
    </form>
  );
}

interface Saving {
  readonly busy: boolean;
  readonly errors: readonly UserError[];
  /** Why the last request has no answer. */
  readonly error: CombinedError | undefined;
  readonly save: (input: Draft & { readonly dispatchMode: keyof typeof dispatchModes }) => void;
}

function useSave(company: Company | null, onDone: () => void): Saving {
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const [registering, register] = useMutation(RegisterCompany);
  const [updating, update] = useMutation(UpdateCompany);
  const save: Saving['save'] = (input) => void send(input);

  async function send(input: Parameters<Saving['save']>[0]): Promise<void> {
    setErrors([]);
    const payload = company
      ? (await update({ id: company.id, input })).data?.updateCompany
      : (await register({ input })).data?.registerCompany;
    setErrors(payload?.userErrors ?? []);
    if (payload?.company) onDone();
  }

  return {
    busy: registering.fetching || updating.fetching,
    errors,
    error: registering.error ?? updating.error,
    save,
  };
}
