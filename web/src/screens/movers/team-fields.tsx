import { Field } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { errorOf, type UserError } from '../../parts/user-errors.ts';
import { areas, slotsPerDay, type TeamDraft, tons } from './team-draft.ts';

/** The fields of `TeamFields`, by their paths in the input. */
export const teamFieldPaths = ['companyId', 'crew', 'tons', 'serviceArea', 'slotsPerDay', 'members'];

export interface TeamFieldsProps {
  readonly draft: TeamDraft;
  readonly errors: readonly UserError[];
  /** The names of the companies, by id. */
  readonly companies: Readonly<Record<string, string>>;
  readonly change: (part: Partial<TeamDraft>) => void;
}

/** What a team can do: the same for a new team and for one that is changed. */
export function TeamFields({ draft, errors, companies, change }: TeamFieldsProps) {
  return (
    <>
      <Select
        label="업체"
        options={companies}
        value={draft.companyId}
        onChange={(companyId) => change({ companyId })}
      />
      <div className="pair">
        <Field
          label="인원 (명)"
          inputMode="numeric"
          autoComplete="off"
          value={draft.crew}
          onChange={(crew) => change({ crew })}
          error={errorOf(errors, 'crew')}
        />
        <Select label="트럭" options={tons} value={draft.tons} onChange={(load) => change({ tons: load })} />
      </div>
      <Select
        label="하루 작업"
        options={slotsPerDay}
        value={draft.slotsPerDay}
        onChange={(slots) => change({ slotsPerDay: slots })}
      />
      <Select label="가는 지역" options={areas} value={draft.area} onChange={(area) => change({ area })} />
      {draft.area === 'RADIUS' ? (
        <Field
          label="거리 (km)"
          inputMode="numeric"
          autoComplete="off"
          value={draft.radiusKm}
          onChange={(radiusKm) => change({ radiusKm })}
          error={errorOf(errors, 'serviceArea.radiusKm')}
        />
      ) : (
        <Field
          label="시·군·구"
          hint="쉼표로 나눠 적어 주세요."
          placeholder="서울 마포구, 서울 서대문구"
          autoComplete="off"
          value={draft.sigungu}
          onChange={(sigungu) => change({ sigungu })}
          error={errorOf(errors, 'serviceArea.sigungu')}
        />
      )}
      <Field
        label="팀원 휴대폰번호 (선택)"
        hint="이 번호로도 팀으로 로그인해요. 쉼표로 나눠 적어 주세요."
        type="tel"
        autoComplete="off"
        value={draft.members}
        onChange={(members) => change({ members })}
        error={errorOf(errors, 'members')}
      />
    </>
  );
}
