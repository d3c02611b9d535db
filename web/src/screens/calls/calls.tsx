import '../../styles/calls.css';
import { useState } from 'react';
import { Link } from 'wouter';
import { graphql } from '../../api/graphql.ts';
import { useLive } from '../../api/use-live.ts';
import { useRead } from '../../api/read.ts';
import type { Session } from '../../api/session.ts';
import { useThrottled } from '../../api/throttle.ts';
import { LiveNotice } from '../../parts/live-notice.tsx';
import { MoreButton } from '../../parts/more.tsx';
import { Empty, Failed, Waiting } from '../../parts/states.tsx';
import { CallRow, rowFields } from './call-row.tsx';

const PAGE = 20;
/** The pause between two reads of the list: many events in a moment lead to one. */
const READ_AGAIN_MS = 500;

const MyCalls = graphql(
  `
    query MyCalls($first: Int!, $after: String) {
      moveCalls(first: $first, after: $after) {
        nodes {
          ...RowFields
        }
        pageInfo {
          hasNextPage
          endCursor
        }
        feedCursor
      }
    }
  `,
  [rowFields],
);

const MyFeed = graphql(
  `
    subscription MyFeed($after: ID) {
      moveCallFeed(after: $after) {
        cursor
        moveCall {
          ...RowFields
        }
      }
    }
  `,
  [rowFields],
);

/** 내 호출: a customer's calls, newest first; for a mover, the assigned moves. */
export function Calls({ role }: { readonly role: Session['role'] }) {
  const isMover = role === 'MOVER';
  const { data, error, readAgain } = useRead(MyCalls, { first: PAGE, after: null });
  const refresh = useThrottled(readAgain, READ_AGAIN_MS);
  const live = useLive(MyFeed, {}, ({ moveCallFeed }) => moveCallFeed.cursor, {
    paused: !isMover || !data,
    after: data?.moveCalls.feedCursor ?? null,
    // The cache shows the new status of a known call by itself. For a new call the list has to be read again.
    onEvent: refresh,
  });

  if (!data) {
    return error ? (
      <Failed title="목록을 불러오지 못했어요" error={error} onRetry={readAgain} />
    ) : (
      <Waiting shape="titled" lines={5} />
    );
  }
  if (data.moveCalls.nodes.length === 0) {
    return isMover ? (
      <Empty title="배정된 이사가 없어요" text="배정되면 여기에 바로 나타나요." />
    ) : (
      <Empty title="아직 부른 이사가 없어요" text="부르면 여기에서 언제든 볼 수 있어요.">
        <Link href="/" className="button primary">
          이사팀 부르기
        </Link>
      </Empty>
    );
  }
  const title = isMover ? '내 일정' : '내 호출';
  return (
    <div className="page narrow">
      <title>{`${title} · 이사콜`}</title>
      <div className="split">
        <h1>{title}</h1>
        {isMover && <LiveNotice state={live} />}
      </div>
      <ul className="list">
        <Page after={null} watched={!isMover} />
      </ul>
    </div>
  );
}

/** A page of the list. A button beneath it loads the next page. */
function Page({ after, watched }: { readonly after: string | null; readonly watched: boolean }) {
  const { data, error, fetching, readAgain } = useRead(MyCalls, { first: PAGE, after });
  const [more, setMore] = useState(false);
  if (!data) {
    return <li>{error ? <MoreButton busy={fetching} onPress={readAgain} /> : <Waiting lines={2} />}</li>;
  }
  const { nodes, pageInfo } = data.moveCalls;
  return (
    <>
      {nodes.map((call) => (
        <CallRow key={call.id} call={call} watched={watched} />
      ))}
      {pageInfo.hasNextPage &&
        (more ? (
          <Page after={pageInfo.endCursor} watched={watched} />
        ) : (
          <li>
            <MoreButton busy={false} onPress={() => setMore(true)} />
          </li>
        ))}
    </>
  );
}
