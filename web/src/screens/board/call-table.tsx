import { useState } from 'react';
import { Link } from 'wouter';
import { phoneText } from '@movecall/values/tel';
import type { FragmentOf } from '../../api/graphql.ts';
import { useRead } from '../../api/read.ts';
import { placeName } from '../../format/place.ts';
import { formatDay, formatMoment } from '../../format/time.ts';
import { MoreButton } from '../../parts/more.tsx';
import { type Status, StatusChip } from '../../parts/status.tsx';
import { BoardCalls, type boardFields, PAGE } from './board-calls.ts';

interface Wanted {
  readonly status: Status | null;
  readonly search: string;
}

const COLUMNS = ['상태', '고객', '출발', '이사하는 날', '이사팀', '부른 때'];

/** The calls, newest first; each row links to the page of its call. */
export function CallTable(wanted: Wanted) {
  return (
    <section className="calls-table" tabIndex={0} aria-label="호출 목록">
      <table>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <Page after={null} wanted={wanted} />
      </table>
    </section>
  );
}

/** A page of the list. A button beneath it loads the next page. */
function Page({ after, wanted }: { readonly after: string | null; readonly wanted: Wanted }) {
  const status = wanted.status === null ? null : [wanted.status];
  const { data, error, fetching, readAgain } = useRead(BoardCalls, {
    first: PAGE,
    after,
    status,
    search: wanted.search,
  });
  const [more, setMore] = useState(false);
  if (!data) {
    return <Whole>{error ? <MoreButton busy={fetching} onPress={readAgain} /> : '불러오고 있어요'}</Whole>;
  }
  const { nodes, pageInfo } = data.moveCalls;
  // A live event may have changed the status of a call since the list was read.
  const shown = nodes.filter((call) => wanted.status === null || call.status === wanted.status);
  const filtered = wanted.status !== null || wanted.search !== '';
  return (
    <>
      <tbody>
        {shown.map((call) => (
          <Row key={call.id} call={call} />
        ))}
      </tbody>
      {after === null && shown.length === 0 && !fetching && (
        <Whole>
          {filtered
            ? '찾는 호출이 없어요. 다른 상태나 번호로 찾아보세요.'
            : '아직 호출이 없어요. 들어오면 바로 나타나요.'}
        </Whole>
      )}
      {pageInfo.hasNextPage &&
        (more ? (
          <Page after={pageInfo.endCursor} wanted={wanted} />
        ) : (
          <Whole>
            <MoreButton busy={false} onPress={() => setMore(true)} />
          </Whole>
        ))}
    </>
  );
}

function Row({ call }: { readonly call: FragmentOf<typeof boardFields> }) {
  return (
    <tr>
      <td>
        <Link
          href={`/calls/${call.id}`}
          aria-label={`${call.statusLabel}, ${call.location.address} 호출 보기`}
        >
          <StatusChip status={call.status} label={call.statusLabel} />
        </Link>
      </td>
      <td>{phoneText(call.tel)}</td>
      <td>{placeName(call.location)}</td>
      <td>{formatDay(call.movingOn)}</td>
      <td>{call.mover?.name ?? <span className="faint">{call.waitingReason ?? ''}</span>}</td>
      <td className="faint">{formatMoment(call.requestedAt)}</td>
    </tr>
  );
}

/** A message in place of rows. */
function Whole({ children }: { readonly children: React.ReactNode }) {
  return (
    <tbody>
      <tr>
        <td colSpan={COLUMNS.length} className="whole">
          {children}
        </td>
      </tr>
    </tbody>
  );
}
