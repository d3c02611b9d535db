import '../../styles/dispatch.css';
import { addDays, type Day } from '@movecall/values/days';
import { useState } from 'react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useRead } from '../../api/read.ts';
import { useToday } from '../../api/server-time.ts';
import { useThrottled } from '../../api/throttle.ts';
import { useLive } from '../../api/use-live.ts';
import { Field } from '../../parts/field.tsx';
import { LiveNotice } from '../../parts/live-notice.tsx';
import { Failed, Waiting } from '../../parts/states.tsx';
import { ConfirmMove } from './confirm-move.tsx';
import { DispatchFeed, ReadDispatch } from './dispatch-documents.ts';
import { DayPanel } from './day-panel.tsx';
import { HeldBar } from './held-bar.tsx';
import { HOW_TO_MOVE } from './job-card.tsx';
import { type PlanBoard, readBoard, withTeams } from './plan-board.ts';
import type { Reason } from './reasons.ts';
import { TeamGrid } from './team-grid.tsx';
import { useMoves } from './use-moves.ts';
import { WaitingJobs } from './waiting-jobs.tsx';

/** How many days the board shows. */
const DAYS = 14;
const WEEK = 7;
/** The pause between two reads: many events in a moment lead to one. */
const READ_AGAIN_MS = 1_000;

/** The dispatch board: teams by days, and the calls that wait, live. */
export function DispatchPage() {
  const today = useToday();
  const [from, setFrom] = useState(today);
  const [search, setSearch] = useState('');
  const range = { from, to: addDays(from, DAYS - 1) };
  const { data, error, readAgain } = useRead(ReadDispatch, range);
  const refresh = useThrottled(readAgain, READ_AGAIN_MS);
  const live = useLive(DispatchFeed, {}, ({ moveCallFeed }) => moveCallFeed.cursor, {
    paused: !data,
    after: data?.moveCalls.feedCursor ?? null,
    onEvent: refresh,
  });
  if (!data)
    return error ? (
      <Failed title="배차판을 불러오지 못했어요" error={error} onRetry={readAgain} />
    ) : (
      <Waiting shape="titled" lines={5} />
    );
  return (
    <div className="page dispatch">
      <title>배차 · 이사콜</title>
      <div className="tools">
        <h1>배차</h1>
        <Range from={from} today={today} onChange={setFrom} />
        <Field
          label="팀 찾기"
          type="search"
          value={search}
          onChange={setSearch}
          placeholder="팀이나 업체 이름"
          maxLength={50}
        />
        <LiveNotice state={live} />
      </div>
      <Board board={readBoard(data)} search={search.trim()} today={today} onChanged={readAgain} />
    </div>
  );
}

function Range({
  from,
  today,
  onChange,
}: {
  readonly from: Day;
  readonly today: Day;
  readonly onChange: (from: Day) => void;
}) {
  return (
    <div className="range" role="group" aria-label="보는 기간">
      <button type="button" className="secondary" onClick={() => onChange(addDays(from, -WEEK))}>
        <ChevronLeft size={20} />
        <span className="visually-hidden">한 주 전</span>
      </button>
      <button type="button" className="secondary" onClick={() => onChange(today)} disabled={from === today}>
        오늘부터
      </button>
      <button type="button" className="secondary" onClick={() => onChange(addDays(from, WEEK))}>
        <ChevronRight size={20} />
        <span className="visually-hidden">한 주 뒤</span>
      </button>
    </div>
  );
}

interface BoardProps {
  readonly board: PlanBoard;
  /** Part of the name of the teams to show. */
  readonly search: string;
  readonly today: Day;
  /** Called when the board may show less than what is true. */
  readonly onChanged: () => void;
}

function Board({ board: whole, search, today, onChanged }: BoardProps) {
  const [reason, setReason] = useState<Reason>('배차 조정');
  const [day, setDay] = useState<Day | null>(null);
  const board = withTeams(whole, search);
  const moves = useMoves({ board, today, reason, onMoved: onChanged });
  const close = (): void => {
    document.querySelector<HTMLElement>('.day-head [aria-pressed=true]')?.focus();
    setDay(null);
  };
  return (
    <>
      <p id={HOW_TO_MOVE} className="visually-hidden">
        Enter를 누르면 들고, 화살표로 자리를 고르고, 다시 Enter를 누르면 놓아요. Esc를 누르면 그만둬요.
      </p>
      <div className="sides">
        <WaitingJobs jobs={board.waiting} moves={moves} />
        <TeamGrid board={board} today={today} moves={moves} day={day} onDay={setDay} />
      </div>
      {day !== null && board.days.includes(day) && (
        // A plan concerns all teams of a day, whichever are searched for.
        <DayPanel key={day} board={whole} day={day} today={today} onChanged={onChanged} onClose={close} />
      )}
      <HeldBar moves={moves} reason={reason} onReason={setReason} />
      {moves.confirming && <ConfirmMove confirming={moves.confirming} board={board} moves={moves} />}
    </>
  );
}
