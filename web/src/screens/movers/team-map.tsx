import type { FragmentOf } from '../../api/graphql.ts';
import { districts, seoulDistrictOf } from '../../parts/seoul-districts.ts';
import { Han } from '../../parts/seoul-map.tsx';
import type { moverFields } from './mover-fields.ts';

export interface TeamMapProps {
  readonly teams: readonly FragmentOf<typeof moverFields>[];
  /** The gu of Seoul whose teams are listed; null for all teams. */
  readonly value: string | null;
  readonly onChange: (district: string | null) => void;
}

/** The gu of Seoul in which teams are based, and how many of each gu's teams take calls. */
export function TeamMap({ teams, value, onChange }: TeamMapProps) {
  return (
    <section aria-label="이사팀이 있는 곳" className="card map">
      <div className="tiles">
        <Han />
        {districts.map(({ name, short, column, row }) => {
          const here = teams.filter(({ base }) => seoulDistrictOf(base) === name);
          const free = here.filter(({ available }) => available).length;
          return (
            <button
              key={name}
              type="button"
              style={{ gridColumn: column, gridRow: row }}
              aria-pressed={value === name}
              data-some={here.length > 0}
              onClick={() => onChange(value === name ? null : name)}
            >
              <span className="visually-hidden">{`${name}, ${here.length}팀 중 ${free}팀이 받아요`}</span>
              <span aria-hidden="true">{short}</span>
              <strong aria-hidden="true">{here.length > 0 ? `${free}/${here.length}` : '\u00A0'}</strong>
            </button>
          );
        })}
      </div>
    </section>
  );
}
