import { Field } from '../../parts/field.tsx';
import type { Status } from '../../parts/status.tsx';
import type { FiguresView } from './figures.ts';

export interface Filter {
  readonly status: Status | null;
  /** The last digits of a phone number, or a part of an address. */
  readonly search: string;
}

const statuses: readonly { readonly status: Status; readonly label: string; readonly of: string }[] = [
  { status: 'REQUESTED', label: '호출', of: '지금' },
  { status: 'ASSIGNING', label: '호출중', of: '지금' },
  { status: 'CONFIRMED', label: '호출확정', of: '24시간' },
  { status: 'CANCELLED', label: '호출취소', of: '24시간' },
];

/** The counts by status, each of which is a filter, and the search. */
export function Filters({
  counts,
  filter,
  onChange,
}: {
  readonly counts: FiguresView['statuses'];
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}) {
  return (
    <div className="filters">
      <div className="counts" role="group" aria-label="상태별 호출">
        {statuses.map(({ status, label, of }) => (
          <button
            key={status}
            type="button"
            data-status={status}
            aria-pressed={filter.status === status}
            onClick={() => onChange({ ...filter, status: filter.status === status ? null : status })}
          >
            <strong>{counts.find((entry) => entry.status === status)?.count ?? 0}</strong>
            <span>{label}</span>
            <small>{of}</small>
          </button>
        ))}
      </div>
      <Field
        label="찾기"
        type="search"
        value={filter.search}
        onChange={(search) => onChange({ ...filter, search })}
        placeholder="전화번호 끝 4자리 또는 지역 이름"
        maxLength={50}
      />
    </div>
  );
}
