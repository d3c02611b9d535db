import { Check, type LucideIcon, PackageCheck, Search, Truck, X } from 'lucide-react';
import { formatMoment } from '../../format/time.ts';
import type { Status } from '../../parts/status.tsx';
import type { CallView } from './call-fields.ts';

const usual: readonly { readonly status: Status; readonly label: string; readonly what: string }[] = [
  { status: 'REQUESTED', label: '호출', what: '호출을 받았어요' },
  { status: 'ASSIGNING', label: '호출중', what: '가까운 이사팀을 찾고 있어요' },
  { status: 'CONFIRMED', label: '호출확정', what: '이사팀이 정해졌어요' },
];

const headlines: Readonly<Record<Status, string>> = {
  REQUESTED: '호출을 받았어요',
  ASSIGNING: '이사팀을 찾고 있어요',
  CONFIRMED: '이사팀이 정해졌어요',
  IN_PROGRESS: '이사하고 있어요',
  COMPLETED: '이사를 마쳤어요',
  CANCELLED: '호출을 취소했어요',
};

const signs: Readonly<Record<Status, LucideIcon>> = {
  REQUESTED: Search,
  ASSIGNING: Search,
  CONFIRMED: Check,
  IN_PROGRESS: Truck,
  COMPLETED: PackageCheck,
  CANCELLED: X,
};

/** 호출 → 호출중 → 호출확정, each with its time once the call has reached it. */
export function Progress({ call }: { readonly call: CallView }) {
  const reachedAt = (status: Status) => call.timeline.find((entry) => entry.status === status)?.at;
  const cancelledAt = reachedAt('CANCELLED');
  const steps = cancelledAt
    ? [
        ...usual.filter(({ status }) => reachedAt(status) !== undefined),
        { status: 'CANCELLED' as const, label: '호출취소', what: '호출이 취소됐어요' },
      ]
    : usual;
  const Sign = signs[call.status];
  return (
    <section className="card progress" data-status={call.status} aria-labelledby="headline">
      <span className="medal">
        <Sign size={32} strokeWidth={2.4} />
      </span>
      <h1 id="headline" aria-live="polite">
        {headlines[call.status]}
      </h1>
      <ol>
        {steps.map(({ status, label, what }) => {
          const at = reachedAt(status);
          const now = status === call.status;
          return (
            <li
              key={status}
              data-done={at !== undefined}
              data-now={now}
              aria-current={now ? 'step' : undefined}
            >
              <strong>{label}</strong>
              <span>{what}</span>
              <time dateTime={at}>{at === undefined ? '' : formatMoment(at)}</time>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
