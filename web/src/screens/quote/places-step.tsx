import { Field } from '../../parts/field.tsx';
import { Tick } from '../../parts/tick.tsx';
import { errorOf, type UserError } from '../../parts/user-errors.ts';
import { PlaceField } from '../../parts/place/place-field.tsx';
import type { End } from './draft.ts';
import type { StepProps } from './load-step.tsx';

/** From where to where, and how the load gets out of one home and into the other. */
export function PlacesStep({ draft, errors, onChange }: StepProps) {
  return (
    <>
      <EndFields
        name="출발지"
        address="지금 사는 곳"
        end={draft.from}
        other={draft.to}
        paths={{ address: 'location.address', floor: 'access.floor' }}
        errors={errors}
        onChange={(part) => onChange({ from: { ...draft.from, ...part } })}
      />
      <EndFields
        name="도착지"
        address="이사 갈 곳"
        end={draft.to}
        other={draft.from}
        paths={{ address: 'destination.address', floor: 'destinationAccess.floor' }}
        errors={errors}
        onChange={(part) => onChange({ to: { ...draft.to, ...part } })}
      />
    </>
  );
}

function EndFields({
  name,
  address,
  end,
  other,
  paths,
  errors,
  onChange,
}: {
  readonly name: string;
  readonly address: string;
  readonly end: End;
  readonly other: End;
  /** Of the input's fields, to find their refusals. */
  readonly paths: { readonly address: string; readonly floor: string };
  readonly errors: readonly UserError[];
  readonly onChange: (part: Partial<End>) => void;
}) {
  return (
    <section className="card end" aria-label={name}>
      <PlaceField
        label={address}
        hint="시·군·구 이름만 적어도 돼요."
        place={end}
        other={other}
        onChange={onChange}
        error={errorOf(errors, paths.address)}
      />
      <div className="access">
        <Field
          label="층"
          value={end.floor}
          onChange={(floor) => onChange({ floor })}
          inputMode="numeric"
          autoComplete="off"
          maxLength={3}
          error={errorOf(errors, paths.floor)}
        />
        <div className="ticks">
          <Tick
            label="엘리베이터가 있어요"
            isSelected={end.elevator}
            onChange={(elevator) => onChange({ elevator })}
          />
          <Tick
            label="사다리차를 쓸게요"
            isSelected={end.ladderTruck}
            onChange={(ladderTruck) => onChange({ ladderTruck })}
          />
        </div>
      </div>
    </section>
  );
}
