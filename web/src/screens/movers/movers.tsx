import '../../styles/movers.css';
import { useState } from 'react';
import { Link } from 'wouter';
import { graphql } from '../../api/graphql.ts';
import { useRead } from '../../api/read.ts';
import { MoreButton } from '../../parts/more.tsx';
import { Failed, Waiting } from '../../parts/states.tsx';
import { useCompanyNames } from './company-names.ts';
import { moverFields } from './mover-fields.ts';
import { RegisterMover } from './register-mover.tsx';
import { seoulDistrictOf } from './seoul-districts.ts';
import { Team } from './team.tsx';
import { TeamMap } from './team-map.tsx';

const PAGE = 100;

const Teams = graphql(
  `
    query Teams($first: Int!, $after: String) {
      movers(first: $first, after: $after) {
        nodes {
          ...MoverFields
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [moverFields],
);

/** The teams: where they are based, and whether they take calls. */
export function Movers() {
  const [district, setDistrict] = useState<string | null>(null);
  const { data, error, readAgain } = useRead(Teams, { first: PAGE, after: null });
  const companies = useCompanyNames();
  if (!data) {
    return error ? (
      <Failed title="이사팀을 불러오지 못했어요" error={error} onRetry={readAgain} />
    ) : (
      <Waiting shape="team" lines={4} />
    );
  }
  return (
    <div className="page movers">
      <title>이사팀 · 이사콜</title>
      <div className="split">
        <h1>이사팀</h1>
        <Link href="/companies">업체 관리</Link>
      </div>
      <div className="sides">
        <TeamMap teams={data.movers.nodes} value={district} onChange={setDistrict} />
        <RegisterMover companies={companies} onRegistered={readAgain} />
      </div>
      <h2>{district ?? '모든 지역'}</h2>
      <ul className="teams">
        <Page after={null} district={district} companies={companies} />
      </ul>
    </div>
  );
}

interface PageProps {
  readonly after: string | null;
  readonly district: string | null;
  readonly companies: Readonly<Record<string, string>>;
}

/** A page of the list. A button beneath it loads the next page. */
function Page({ after, district, companies }: PageProps) {
  const { data, error, fetching, readAgain } = useRead(Teams, { first: PAGE, after });
  const [more, setMore] = useState(false);
  if (!data) {
    return (
      <li className="whole">
        {error ? <MoreButton busy={fetching} onPress={readAgain} /> : <Waiting lines={2} />}
      </li>
    );
  }
  const { nodes, pageInfo } = data.movers;
  const shown = nodes.filter(({ base }) => district === null || seoulDistrictOf(base) === district);
  return (
    <>
      {shown.map((team) => (
        <Team key={team.id} team={team} companies={companies} />
      ))}
      {after === null && shown.length === 0 && (
        <li className="faint whole">여기에는 아직 이사팀이 없어요.</li>
      )}
      {pageInfo.hasNextPage &&
        (more ? (
          <Page after={pageInfo.endCursor} district={district} companies={companies} />
        ) : (
          <li className="whole">
            <MoreButton busy={false} onPress={() => setMore(true)} />
          </li>
        ))}
    </>
  );
}
