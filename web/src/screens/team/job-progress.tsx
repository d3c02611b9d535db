import { Check, Clock } from 'lucide-react';
import { stepLabels } from '../../format/step.ts';
import { formatTime } from '../../format/time.ts';
import { Problems } from '../../parts/problems.tsx';
import type { Job } from './team-documents.ts';
import type { Reports } from './use-reports.ts';

const steps = ['DEPARTED', 'ARRIVED'] as const;

/** 출발, 도착: what the team has reported of today's job, and the button of what comes next. */
export function JobProgress({ job, reports }: { readonly job: Job; readonly reports: Reports }) {
  const kept = reports.waiting.filter(({ callId }) => callId === job.id);
  const done = steps.flatMap((step) => {
    const told = job.progress?.find((one) => one.step === step);
    const waits = kept.find((one) => one.step === step);
    if (told) return [{ step, at: told.at, isWaiting: false }];
    return waits ? [{ step, at: new Date(waits.at).toISOString(), isWaiting: true }] : [];
  });
  const next = steps[done.length];
  return (
    <section className="steps" aria-label="오늘의 진행">
      <div role="status">
        <ul>
          {done.map(({ step, at, isWaiting }) => (
            <li key={step} data-waiting={isWaiting || undefined}>
              {isWaiting ? <Clock size={18} /> : <Check size={18} />}
              <strong>{stepLabels[step]}</strong> {formatTime(at)}
              {isWaiting && <span className="faint">신호가 잡히면 보낼게요</span>}
            </li>
          ))}
        </ul>
      </div>
      <Problems errors={reports.errorsOf(job.id)} error={undefined} onRetry={() => undefined} />
      {next && (
        <>
          <button type="button" className="secondary" onClick={() => reports.report(job.id, next)}>
            {stepLabels[next]} 알리기
          </button>
          <p className="faint">
            시작 시각에서 30분이 지나도록 도착을 알리지 않으면 이사가 다음 팀에 넘어가요.
          </p>
        </>
      )}
    </section>
  );
}
