import '../../styles/seoul-map.css';
import type { FragmentOf } from '../../api/graphql.ts';
import type { moverFields } from './mover-fields.ts';
import { districts, seoulDistrictOf } from './seoul-districts.ts';

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

/** The river Han, drawn along the edges of tiles. Decoration only. */
function Han() {
  return (
    <svg className="han" viewBox="0 0 6 6" preserveAspectRatio="none" aria-hidden="true">
      <path
        d="M0 3H.8Q1 3 1 3.2V3.8Q1 4 1.2 4H2.8Q3 4 3 3.8V3.2Q3 3 3.2 3H4.8Q5 3 5 2.8V2.2Q5 2 5.2 2H6"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
