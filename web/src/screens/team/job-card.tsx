import { Phone } from 'lucide-react';
import { Link } from 'wouter';
import { phoneText } from '@movecall/values/tel';
import { crewText } from '../../format/crew.ts';
import { formatWon } from '../../format/money.ts';
import { moveTypes } from '../../format/move-type.ts';
import { slots } from '../../format/slot.ts';
import { formatDay } from '../../format/time.ts';
import { StatusChip } from '../../parts/status.tsx';
import { Directions } from './directions.tsx';
import { JobProgress } from './job-progress.tsx';
import type { Job } from './team-documents.ts';
import type { Reports } from './use-reports.ts';

type Quote = NonNullable<Job['quote']>;

/** A job with all that the team needs to do it. @param reports for today's job */
export function JobCard({ job, reports }: { readonly job: Job; readonly reports?: Reports }) {
  const { quote, location, destination } = job;
  return (
    <article className="card job" aria-label={`${formatDay(job.movingOn)} ${slots[job.slot].label} 이사`}>
      <header className="split">
        <strong>
          {slots[job.slot].label} <span className="faint">{slots[job.slot].hours}</span>
        </strong>
        <StatusChip status={job.status} label={job.statusLabel} />
      </header>
      {reports && job.status === 'CONFIRMED' && <JobProgress job={job} reports={reports} />}
      <section className="end">
        <h4>출발</h4>
        <p>{location.address}</p>
        {quote && <p className="faint">{accessText(quote.access)}</p>}
        <Directions goal={location} to="출발지" />
      </section>
      {destination && (
        <section className="end">
          <h4>도착</h4>
          <p>{destination.address}</p>
          {quote && <p className="faint">{accessText(quote.destinationAccess)}</p>}
          <Directions goal={destination} to="도착지" />
        </section>
      )}
      <Needs job={job} />
      <a className="button primary" href={`tel:${job.tel}`}>
        <Phone size={20} />
        고객에게 전화하기 {phoneText(job.tel)}
      </a>
      <Link href={`/calls/${job.id}`} className="quiet more">
        금액과 계약서 보기
      </Link>
    </article>
  );
}

/** What a job needs: the packing, the truck and its crew, the load, and what was ordered besides. */
function Needs({ job: { moveType, cost, quote } }: { readonly job: Job }) {
  return (
    <div className="details">
      <dl>
        <dt>이사유형</dt>
        <dd>{moveTypes[moveType].label}</dd>
        {quote && (
          <>
            <dt>트럭과 인원</dt>
            <dd>{crewText(quote)}</dd>
            {quote.options.length > 0 && (
              <>
                <dt>함께 할 일</dt>
                <dd>{countsText(quote.options)}</dd>
              </>
            )}
          </>
        )}
        <dt>요금</dt>
        <dd>{formatWon(cost)}</dd>
      </dl>
      {quote?.items && (
        <details>
          <summary>
            짐 {quote.items.reduce((sum, { count }) => sum + count, 0)}개
            {quote.volume !== null && `, ${quote.volume.toFixed(1)}㎥`}
          </summary>
          <p className="faint">{countsText(quote.items)}</p>
        </details>
      )}
    </div>
  );
}

const accessText = ({ floor, elevator, ladderTruck }: Quote['access']): string =>
  [`${floor}층`, elevator ? '엘리베이터 있음' : '엘리베이터 없음', ladderTruck ? '사다리차 필요' : '']
    .filter(Boolean)
    .join(' · ');

const countsText = (counted: readonly { readonly label: string; readonly count: number }[]): string =>
  counted.map(({ label, count }) => `${label} ${count}`).join(', ');
