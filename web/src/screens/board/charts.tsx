import { useMemo } from 'react';
import type { FiguresView } from './figures.ts';
import { Plot } from './plot.tsx';

const HOUR_MS = 3_600_000;

/** Calls per hour, and how long customers wait for a mover. */
export function Charts({ hours, confirmations }: Pick<FiguresView, 'hours' | 'confirmations'>) {
  const hourTimes = useMemo(() => hours.map(({ beginsAt }) => Date.parse(beginsAt)), [hours]);
  const hourCounts = useMemo(() => hours.map(({ count }) => count), [hours]);
  const confirmedAt = useMemo(() => confirmations.map(({ at }) => Date.parse(at)), [confirmations]);
  const waits = useMemo(() => confirmations.map(({ seconds }) => seconds), [confirmations]);
  const from = hourTimes[0] ?? 0;
  const to = (hourTimes.at(-1) ?? 0) + HOUR_MS;
  const total = hourCounts.reduce((sum, count) => sum + count, 0);
  const median = waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)];
  return (
    <div className="charts">
      <Plot
        key={`calls ${from}`}
        title="시간별 호출"
        summary={`지난 24시간 ${total}건`}
        unit="건"
        kind="bars"
        from={from}
        to={to}
        times={hourTimes}
        values={hourCounts}
      />
      <Plot
        key={`waits ${from}`}
        title="확정까지 걸린 시간"
        summary={median === undefined ? '아직 확정된 호출이 없어요' : `가운데 값 ${median.toFixed(1)}초`}
        unit="초"
        kind="points"
        from={from}
        to={to}
        times={confirmedAt}
        values={waits}
      />
    </div>
  );
}
