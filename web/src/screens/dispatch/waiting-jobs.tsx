import { JobCard } from './job-card.tsx';
import type { BoardJob } from './plan-board.ts';
import type { Moves } from './use-moves.ts';

/** The calls of these days that no team has, each with its reason. */
export function WaitingJobs({ jobs, moves }: { readonly jobs: readonly BoardJob[]; readonly moves: Moves }) {
  return (
    <section className="waiting-jobs" aria-labelledby="waiting-jobs">
      <h2 id="waiting-jobs">
        팀을 기다리는 이사 <span>{jobs.length}</span>
      </h2>
      {jobs.length === 0 ? (
        <p className="faint">기다리는 이사가 없어요.</p>
      ) : (
        <ul>
          {jobs.map((job) => (
            <li key={job.callId}>
              <JobCard job={job} teamName={null} moves={moves} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
