import '../../styles/board.css';
import { useState } from 'react';
import { graphql } from '../../api/graphql.ts';
import { useLive } from '../../api/use-live.ts';
import { useRead } from '../../api/read.ts';
import { useThrottled } from '../../api/throttle.ts';
import { LiveNotice } from '../../parts/live-notice.tsx';
import { Failed, Waiting } from '../../parts/states.tsx';
import { BoardCalls, boardFields, PAGE } from './board-calls.ts';
import { CallTable } from './call-table.tsx';
import { Charts } from './charts.tsx';
import { useDebounced } from './debounce.ts';
import { Figures } from './figures.ts';
import { type Filter, Filters } from './filters.tsx';

const BoardFeed = graphql(
  `
    subscription BoardFeed($after: ID) {
      moveCallFeed(after: $after) {
        cursor
        reset
        moveCall {
          ...BoardFields
        }
      }
    }
  `,
  [boardFields],
);

/** The pause between two reads: many events in a moment lead to one. */
const READ_AGAIN_MS = 1_000;
const TYPING_MS = 250;

/** The day at a glance: counts, charts and the calls themselves, live. */
export function Board() {
  const [filter, setFilter] = useState<Filter>({ status: null, search: '' });
  const search = useDebounced(filter.search.trim(), TYPING_MS);
  const status = filter.status === null ? null : [filter.status];
  const figures = useRead(Figures, {});
  const calls = useRead(BoardCalls, { first: PAGE, after: null, status, search });
  const readAgain = (): void => {
    figures.readAgain();
    calls.readAgain();
  };
  // The cache shows the new status of a known call by itself. Counts and new calls have to be read again.
  const live = useLive(BoardFeed, {}, ({ moveCallFeed }) => moveCallFeed.cursor, {
    paused: !calls.data,
    after: calls.data?.moveCalls.feedCursor ?? null,
    onEvent: useThrottled(readAgain, READ_AGAIN_MS),
  });

  const error = figures.error ?? calls.error;
  if (!figures.data || !calls.data) {
    return error ? (
      <Failed title="현황을 불러오지 못했어요" error={error} onRetry={readAgain} />
    ) : (
      <Waiting shape="board" lines={4} />
    );
  }
  const { statuses, hours, confirmations } = figures.data.moveCallFigures;
  return (
    <div className="page board">
      <title>호출 현황 · 이사콜</title>
      <div className="split">
        <h1>호출 현황</h1>
        <LiveNotice state={live} />
      </div>
      <Filters counts={statuses} filter={filter} onChange={setFilter} />
      <Charts hours={hours} confirmations={confirmations} />
      <CallTable status={filter.status} search={search} />
    </div>
  );
}
