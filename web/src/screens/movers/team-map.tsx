import { districts, Han } from '../../parts/seoul-map.tsx';

export interface TeamMapProps {
  readonly teams: readonly {
    readonly base: { readonly district: string | null };
    readonly available: boolean;
  }[];
  /** The gu that is looked at; null for all. */
  readonly value: string | null;
  readonly onChange: (district: string | null) => void;
}

/** Where the teams are at home, and how many of them take calls. */
export function TeamMap({ teams, value, onChange }: TeamMapProps) {
  return (
    <section aria-label="이사팀이 있는 곳" className="card map">
      <div className="tiles">
        <Han />
        {districts.map(({ name, short, column, row }) => {
          const here = teams.filter(({ base }) => base.district === name);
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
