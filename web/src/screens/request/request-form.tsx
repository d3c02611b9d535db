import { useEffect, useRef } from 'react';
import { Field } from '../../parts/field.tsx';
import { MoneyField } from '../../parts/money-field.tsx';
import { MoveTypeField } from '../../parts/move-type-field.tsx';
import { errorOf, type UserError } from '../../parts/user-errors.ts';
import type { Draft } from './draft.ts';
import { MovingDay } from '../../parts/moving-day.tsx';
import { PlaceField } from '../../parts/place/place-field.tsx';

const PASSED = '이사하는 날이 지났어요. 다시 골라 주세요.';

interface FieldsProps {
  readonly draft: Draft;
  readonly today: string;
  /** Whether the chosen day has passed: the draft has none then. */
  readonly dayHasPassed: boolean;
  readonly errors: readonly UserError[];
  readonly onChange: (part: Partial<Draft>) => void;
}

export interface RequestFormProps extends FieldsProps {
  /** An operator calls for a customer. */
  readonly forOthers: boolean;
  readonly onSubmit: () => void;
}

export function RequestForm({ forOthers, onSubmit, ...fields }: RequestFormProps) {
  const { errors } = fields;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (errors.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [errors]);
  const title = forOthers ? '대신 부르기' : '어떤 이사를 하세요?';
  return (
    <form
      ref={form}
      className="page request"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      noValidate
    >
      <title>{`${forOthers ? title : '이사 부르기'} · 이사콜`}</title>
      <h1>{title}</h1>
      <div className="columns">
        <div className="card">
          {forOthers && <CustomerTel {...fields} />}
          <MoveTypeField
            value={fields.draft.moveType}
            onChange={(moveType) => fields.onChange({ moveType })}
          />
          <Places {...fields} />
        </div>
        <div className="card">
          <DayAndCost {...fields} />
          <button type="submit" className="primary">
            확인하러 가기
          </button>
        </div>
      </div>
    </form>
  );
}

function CustomerTel({ draft, errors, onChange }: FieldsProps) {
  return (
    <Field
      label="고객 휴대폰번호"
      value={draft.tel}
      onChange={(tel) => onChange({ tel })}
      type="tel"
      inputMode="tel"
      autoComplete="off"
      placeholder="010-1234-5678"
      error={errorOf(errors, 'tel')}
    />
  );
}

function Places({ draft, errors, onChange }: FieldsProps) {
  return (
    <>
      <PlaceField
        label="지금 사는 곳"
        hint="시·군·구 이름만 적어도 돼요."
        place={draft.from}
        other={draft.to}
        onChange={(from) => onChange({ from })}
        error={errorOf(errors, 'location.address')}
      />
      <PlaceField
        label="이사 갈 곳 (선택)"
        place={draft.to}
        other={draft.from}
        onChange={(to) => onChange({ to })}
        error={errorOf(errors, 'destination.address')}
      />
    </>
  );
}

function DayAndCost({ draft, today, dayHasPassed, errors, onChange }: FieldsProps) {
  return (
    <>
      <MovingDay
        value={draft.movingOn}
        today={today}
        onChange={(movingOn) => onChange({ movingOn })}
        error={errorOf(errors, 'movingOn') ?? (dayHasPassed ? PASSED : undefined)}
      />
      <MoneyField
        label="예상요금 (원)"
        hint="생각하는 금액을 적어 주세요."
        value={draft.cost}
        onChange={(cost) => onChange({ cost })}
        placeholder="1,500,000"
        error={errorOf(errors, 'cost')}
      />
    </>
  );
}
