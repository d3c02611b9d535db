import '../../styles/calls.css';
import { useState } from 'react';
import { Link } from 'wouter';
import { graphql } from '../../api/graphql.ts';
import { useRead } from '../../api/read.ts';
import type { Session } from '../../api/session.ts';
import { MoreButton } from '../../parts/more.tsx';
import { Empty, Failed, Waiting } from '../../parts/states.tsx';
import { CallRow, rowFields } from './call-row.tsx';

const PAGE = 20;

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

/** 내 호출: a customer's calls, newest first; for a mover, those of its team as well, whatever became of them. */
export function Calls({ role }: { readonly role: Session['role'] }) {
  const isMover = role === 'MOVER';
  const { data, error, readAgain } = useRead(MyCalls, { first: PAGE, after: null });

  if (!data) {
    return error ? (
      <Failed title="목록을 불러오지 못했어요" error={error} onRetry={readAgain} />
    ) : (
      <Waiting shape="titled" lines={5} />
    );
  }
  if (data.moveCalls.nodes.length === 0) {
    return isMover ? (
      <Empty title="아직 맡은 이사가 없어요" text="맡은 이사는 끝난 뒤에도 여기에 남아요." />
    ) : (
      <Empty title="아직 부른 이사가 없어요" text="부르면 여기에서 언제든 볼 수 있어요.">
        <Link href="/" className="button primary">
          이사팀 부르기
        </Link>
      </Empty>
    );
  }
  const title = isMover ? '모든 이사' : '내 호출';
  return (
    <div className="page narrow">
      <title>{`${title} · 이사콜`}</title>
      <h1>{title}</h1>
      <ul className="list">
        <Page after={null} />
      </ul>
    </div>
  );
}

/** A page of the list. A button beneath it loads the next page. */
function Page({ after }: { readonly after: string | null }) {
  const { data, error, fetching, readAgain } = useRead(MyCalls, { first: PAGE, after });
  const [more, setMore] = useState(false);
  if (!data) {
    return <li>{error ? <MoreButton busy={fetching} onPress={readAgain} /> : <Waiting lines={2} />}</li>;
  }
  const { nodes, pageInfo } = data.moveCalls;
  return (
    <>
      {nodes.map((call) => (
        <CallRow key={call.id} call={call} />
      ))}
      {pageInfo.hasNextPage &&
        (more ? (
          <Page after={pageInfo.endCursor} />
        ) : (
          <li>
            <MoreButton busy={false} onPress={() => setMore(true)} />
          </li>
        ))}
    </>
  );
}
