import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface PlotProps {
  readonly title: string;
  /** The chart in words, for screen readers and at a glance. */
  readonly summary: string;
  readonly unit: string;
  readonly kind: 'bars' | 'points';
  /** The range of the time axis, which does not depend on the values; milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds since the epoch. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

const HEIGHT = 180;
/** The steps of the axis in calls: whole numbers only. */
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
const SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600];
const TIME_ZONE = 'Asia/Seoul';
const hourOf = new Intl.DateTimeFormat('ko-KR', { timeZone: TIME_ZONE, hour: 'numeric', hourCycle: 'h23' });

/** A chart of values over the time of day in Seoul. */
export function Plot({ title, summary, unit, kind, from, to, times, values }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const data = useMemo(
    (): [number[], number[]] => [times.map((time) => time / 1_000), [...values]],
    [times, values],
  );
  const begin = useEffectEvent((element: HTMLElement) => draw(element, { kind, unit, from, to }, data));

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const redraw = (): void => {
      plot.current?.destroy();
      plot.current = begin(element);
      // A canvas does not redraw by itself when its font has loaded.
      void document.fonts.ready.then(() => plot.current?.redraw());
    };
    redraw();
    const resized = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    resized.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', redraw);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', redraw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => plot.current?.setData(data), [data]);

  return (
    <figure>
      <figcaption>
        <strong>{title}</strong> <span className="faint">{summary}</span>
      </figcaption>
      <div ref={box} className="plot" aria-hidden="true" />
    </figure>
  );
}

function draw(
  element: HTMLElement,
  { kind, unit, from, to }: Pick<PlotProps, 'kind' | 'unit' | 'from' | 'to'>,
  data: [number[], number[]],
): uPlot {
  const style = getComputedStyle(element);
  const { color: ink, accentColor: accent, fontFamily } = style;
  const axis = {
    stroke: ink,
    font: `500 12px ${fontFamily}`,
    grid: { stroke: 'rgb(128 128 128 / 20%)', width: 1 },
    ticks: { show: false },
  };
  const bars = kind === 'bars' ? uPlot.paths.bars?.({ size: [0.7, 28], align: 1, radius: 0.25 }) : undefined;
  return new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { range: () => [from / 1_000, to / 1_000] },
        y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] },
      },
      axes: [
        {
          ...axis,
          size: 28,
          grid: { show: false },
          values: (_plot, splits) => splits.map((at) => hourOf.format(at * 1_000)),
        },
        {
          ...axis,
          size: 48,
          space: 44,
          incrs: bars ? WHOLE : SECONDS,
          values: (_plot, splits) => splits.map((value) => `${value}${unit}`),
        },
      ],
      series: [
        {},
        {
          stroke: accent,
          ...(bars
            ? { fill: accent, width: 0, paths: bars, points: { show: false } }
            : { paths: () => null, points: { show: true, size: 8, fill: accent } }),
        },
      ],
    },
    data,
    element,
  );
}
