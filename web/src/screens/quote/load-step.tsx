import { useMemo } from 'react';
import { Link } from 'wouter';
import { Choice } from '../../parts/choice.tsx';
import { MoveTypeField } from '../../parts/move-type-field.tsx';
import { Failed, Waiting } from '../../parts/states.tsx';
import { errorOf, type UserError } from '../../parts/user-errors.ts';
import { type Catalogue, options, roomsOf, tonnages, useCatalogue } from './catalogue.ts';
import { Counter } from './counter.tsx';
import { type Counts, countsOf, type QuoteDraft, totalCount, withCount } from './draft.ts';

export interface StepProps {
  readonly draft: QuoteDraft;
  readonly errors: readonly UserError[];
  readonly onChange: (part: Partial<QuoteDraft>) => void;
}

const MAX_OF_ONE_ITEM = 300;
const MAX_OF_ONE_OPTION = 20;

/** What kind of move, and how much is moved. */
export function LoadStep(props: StepProps) {
  const { draft, errors, onChange } = props;
  const error = errorOf(errors, draft.loadBy === 'TONS' ? 'tons' : 'items');
  return (
    <>
      <div className="card">
        <MoveTypeField value={draft.moveType} onChange={(moveType) => onChange({ moveType })} />
        <Choice
          label="짐을 어떻게 알려 주시겠어요?"
          value={draft.loadBy}
          choices={[
            { value: 'ITEMS', label: '짐 목록으로' },
            { value: 'TONS', label: '톤수를 알아요' },
          ]}
          onChange={(loadBy) => onChange({ loadBy })}
        />
        {draft.loadBy === 'TONS' ? <Tonnage {...props} /> : <Items {...props} />}
        {error !== undefined && (
          <p className="error" role="alert">
            {error}
          </p>
        )}
      </div>
      <div className="card">
        <Options {...props} />
      </div>
      <p className="bare">
        원하는 금액이 있으세요? <Link href="/calls/new">희망 금액으로 부르기</Link>
      </p>
    </>
  );
}

function Tonnage({ draft, onChange }: StepProps) {
  return (
    <Choice
      label="트럭 톤수"
      value={draft.tons === null ? null : String(draft.tons)}
      choices={tonnages.map((tons) => ({ value: String(tons), label: `${tons}톤` }))}
      onChange={(tons) => onChange({ tons: Number(tons) })}
    />
  );
}

function Items(props: StepProps) {
  const [{ data, error }, readAgain] = useCatalogue();
  if (data) return <ItemsOf catalogue={data} {...props} />;
  if (!error) return <Waiting lines={2} />;
  return (
    <Failed
      title="짐 목록을 불러오지 못했어요"
      error={error}
      onRetry={() => readAgain({ requestPolicy: 'network-only' })}
    />
  );
}

function ItemsOf({
  catalogue: { loadItems, loadPresets },
  draft,
  onChange,
}: StepProps & { readonly catalogue: Catalogue }) {
  const rooms = useMemo(() => roomsOf(loadItems), [loadItems]);
  const volume = loadItems.reduce((sum, item) => sum + item.volume * (draft.items[item.code] ?? 0), 0);
  return (
    <>
      <Choice
        label="집 크기"
        value={draft.preset}
        choices={loadPresets.map(({ code, label }) => ({ value: code, label }))}
        onChange={(preset) => {
          const items = loadPresets.find(({ code }) => code === preset)?.items ?? [];
          onChange({ preset, items: countsOf(items) });
        }}
      />
      <p className="size" role="status">
        {totalCount(draft.items) === 0
          ? '집 크기를 고르면 흔한 짐이 담겨요. 방마다 더하고 뺄 수 있어요.'
          : `짐 ${totalCount(draft.items)}개, ${volume.toFixed(1)}㎥`}
      </p>
      <div className="rooms">
        {rooms.map(([room, items]) => (
          <Room
            key={room}
            name={room}
            items={items}
            counts={draft.items}
            max={MAX_OF_ONE_ITEM}
            onChange={(changed) => onChange({ items: changed })}
          />
        ))}
      </div>
    </>
  );
}

/** A list of counters under a name that tells how many are counted, and opens and closes it. */
function Room({
  name,
  items,
  counts,
  max,
  onChange,
}: {
  readonly name: string;
  readonly items: readonly { readonly code: string; readonly label: string }[];
  readonly counts: Counts;
  readonly max: number;
  readonly onChange: (counts: Counts) => void;
}) {
  const some = items.reduce((sum, { code }) => sum + (counts[code] ?? 0), 0);
  return (
    <details className="room">
      <summary>
        <span>{name}</span>
        <span className="tally">{some > 0 ? `${some}개` : '없음'}</span>
      </summary>
      {items.map(({ code, label }) => (
        <Counter
          key={code}
          label={label}
          count={counts[code] ?? 0}
          max={max}
          onChange={(count) => onChange(withCount(counts, code, count))}
        />
      ))}
    </details>
  );
}

function Options({ draft, errors, onChange }: StepProps) {
  const error = errorOf(errors, 'options');
  return (
    <>
      <Room
        name="추가 서비스 (선택)"
        items={options}
        counts={draft.options}
        max={MAX_OF_ONE_OPTION}
        onChange={(changed) => onChange({ options: changed })}
      />
      {error !== undefined && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
    </>
  );
}
