import '../../styles/team.css';
import { addDays, type Day } from '@movecall/values/days';
import { WifiOff } from 'lucide-react';
import { useEffect } from 'react';
import { useToday } from '../../api/server-time.ts';
import { formatWon } from '../../format/money.ts';
import { placeName } from '../../format/place.ts';
import { slots } from '../../format/slot.ts';
import { formatDay, formatMoment } from '../../format/time.ts';
import { LiveNotice } from '../../parts/live-notice.tsx';
import { Failed, Waiting } from '../../parts/states.tsx';
import { JobCard } from './job-card.tsx';
import { keepPage } from './keep-page.ts';
import { OfferList } from './my-offers.tsx';
import { MyDaysOff } from './my-days-off.tsx';
import type { Job } from './team-documents.ts';
import { useReports } from './use-reports.ts';
import { useWeek, WEEK } from './use-week.ts';

/** 내 일정: what a team does today and this week, and when it does not work. Without a network it shows what it knew last. */
export function TeamPage({ tel }: { readonly tel: string }) {
  const today = useToday();
  const { jobs, keptAt, live, error, readAgain } = useWeek(tel, today);
  const reports = useReports(tel);
  useEffect(keepPage, []);
  if (!jobs) {
    return error ? (
      <Failed title="일정을 불러오지 못했어요" error={error} onRetry={readAgain} />
    ) : (
      <Waiting shape="titled" lines={3} />
    );
  }
  const ofDay = (day: Day) => jobs.filter(({ movingOn }) => movingOn === day);
  const days = Array.from({ length: WEEK - 1 }, (_, nth) => addDays(today, nth + 1));
  return (
    <div className="page team-page">
      <title>내 일정 · 이사콜</title>
      <div className="split">
        <h1>내 일정</h1>
        {keptAt === null ? <LiveNotice state={live} /> : <KeptNotice at={keptAt} />}
      </div>
      {keptAt === null && <OfferList />}
      <section aria-labelledby="today">
        <h2 id="today">오늘 {formatDay(today)}</h2>
        {ofDay(today).map((job) => (
          <JobCard key={job.id} job={job} reports={reports} />
        ))}
        {ofDay(today).length === 0 && <p className="faint">오늘은 잡힌 이사가 없어요.</p>}
      </section>
      <section aria-labelledby="week">
        <h2 id="week">이번 주</h2>
        <ol className="week">
          {days.map((day) => (
            <li key={day}>
              <h3>{formatDay(day)}</h3>
              {ofDay(day).map((job) => (
                <LaterJob key={job.id} job={job} />
              ))}
              {ofDay(day).length === 0 && <p className="faint">잡힌 이사가 없어요.</p>}
            </li>
          ))}
        </ol>
      </section>
      {keptAt === null && <MyDaysOff today={today} />}
    </div>
  );
}

/** A job of another day, in a line that opens. */
function LaterJob({ job }: { readonly job: Job }) {
  return (
    <details className="later">
      <summary>
        <strong>{slots[job.slot].label}</strong> {placeName(job.location)} · {formatWon(job.cost)}
      </summary>
      <JobCard job={job} />
    </details>
  );
}

/** Says of when the jobs are which the phone has kept. */
function KeptNotice({ at }: { readonly at: number }) {
  return (
    <p className="kept" role="status">
      <WifiOff size={18} />
      오프라인, {formatMoment(new Date(at).toISOString())} 기준
    </p>
  );
}
