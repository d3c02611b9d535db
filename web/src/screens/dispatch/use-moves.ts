import type { Day } from '@movecall/values/days';
import { useEffect, useEffectEvent, useState } from 'react';
import { jobsOf, type BoardJob, type PlanBoard } from './plan-board.ts';
import { jobName } from './job-text.ts';
import type { Reason } from './reasons.ts';
import { type Answer, type AskedMove, type NewPrice, useReassign } from './reassign.ts';
import {
  firstSpot,
  isAtItsTime,
  isSameSpot,
  refusalAt,
  type Spot,
  spotOf,
  spotText,
  stepped,
} from './spots.ts';

/** How long a move can be taken back, ms. */
const UNDO_MS = 60_000;

/** A move that can be taken back. */
export interface Undo {
  readonly callId: string;
  /** What the move has made. It can be taken back while that stands. */
  readonly made: NonNullable<BoardJob['held']>;
  readonly to: Spot;
}

/** A move that was made. */
export interface Done {
  readonly text: string;
  /** Null for a move to another time: to come back from there is a reschedule of its own. */
  readonly undo: Undo | null;
}

/** A move to another time, before it is made. */
export interface Confirming {
  readonly move: AskedMove;
  /** What the customer has to agree to first; null as long as the server has named no other price. */
  readonly price: NewPrice | null;
}

/** A call that was not put where it was dropped, and why. */
export interface Refused {
  readonly callId: string;
  readonly spot: Spot;
  readonly text: string;
}

export interface Moves {
  /** The call that is picked up. */
  readonly held: BoardJob | null;
  /** Where it would be put; null while that is nowhere. */
  readonly target: Spot | null;
  readonly refused: Refused | null;
  /** The call whose move the server has not answered yet. */
  readonly moving: string | null;
  /** What the operator is asked to confirm. */
  readonly confirming: Confirming | null;
  /** The last move, for a minute. */
  readonly done: Done | null;
  /** What has happened last, for screen readers. */
  readonly said: string;
  /** Whether the call is moved with the keyboard. */
  readonly isByKeyboard: boolean;
  /** The call that gets the focus once it is shown: it was moved with the keyboard. */
  readonly focused: string | null;
  readonly pickUp: (job: BoardJob, withKeyboard: boolean) => void;
  readonly step: (key: string) => void;
  readonly aim: (spot: Spot | null) => void;
  /** Puts the call there; without a spot, at the target. */
  readonly drop: (spot?: Spot) => void;
  /** Makes the move that is to be confirmed. */
  readonly confirm: () => void;
  readonly letGo: () => void;
  readonly takeBack: () => void;
}

interface State {
  readonly heldId: string | null;
  readonly isByKeyboard: boolean;
  readonly target: Spot | null;
  readonly refused: Refused | null;
  readonly moving: string | null;
  readonly confirming: Confirming | null;
  readonly done: Done | null;
  readonly said: string;
  readonly focused: string | null;
}

const idle: State = {
  heldId: null,
  isByKeyboard: false,
  target: null,
  refused: null,
  moving: null,
  confirming: null,
  done: null,
  said: '',
  focused: null,
};

export interface MovesOptions {
  readonly board: PlanBoard;
  readonly today: Day;
  readonly reason: Reason;
  /** Called after each answer: what the board shows may be older. */
  readonly onMoved: () => void;
}

/** Moves calls between teams and days: one is picked up, aimed and put down, with the pointer or with the keyboard. */
export function useMoves({ board, today, reason, onMoved }: MovesOptions): Moves {
  const [state, setState] = useState(idle);
  const reassign = useReassign();
  const change = (part: Partial<State>): void => setState((before) => ({ ...before, ...part }));
  // The call as it is now: others move calls too.
  const held = jobsOf(board).find(({ callId }) => callId === state.heldId) ?? null;
  useForgotten(state.done, () => change({ done: null }));

  function aimed(job: BoardJob, spot: Spot | null): Partial<State> {
    const refusal = spot && refusalAt(board, job, spot, today);
    return { target: spot, said: spot ? `${spotText(board, spot)}. ${refusal ?? '놓을 수 있어요.'}` : '' };
  }

  async function make(move: AskedMove): Promise<void> {
    const { callId } = move.job;
    const said = `${jobName(move.job)} 옮기는 중`;
    change({ heldId: null, target: null, refused: null, done: null, moving: callId, said });
    const answer = await reassign(move);
    const isOver = answer.status !== 'PRICE_CHANGED';
    change({
      moving: null,
      focused: isOver && state.isByKeyboard ? callId : null,
      ...settled(board, move, answer),
    });
    onMoved();
  }

  /** Another time is confirmed first: the customer will hear of it, and its price may be another one. */
  function begin(job: BoardJob, to: Spot, why: string): void {
    const move = { job, to, reason: why, agreedTotal: null };
    if (isAtItsTime(job, to)) void make(move);
    else change({ confirming: { move, price: null }, target: to, refused: null });
  }

  return {
    ...state,
    held,
    pickUp(job, withKeyboard) {
      const spot = withKeyboard ? firstSpot(board, job) : null;
      const said = `${jobName(job)} 들었어요. ${withKeyboard ? '화살표로 옮기고 Enter로 놓아요. Esc로 그만둬요.' : ''}`;
      change({
        heldId: job.callId,
        isByKeyboard: withKeyboard,
        refused: null,
        target: spot,
        focused: null,
        said,
      });
    },
    step(key) {
      const from = held && (state.target ?? firstSpot(board, held));
      if (from)
        change({ ...aimed(held, stepped(board, held, from, key)), isByKeyboard: true, refused: null });
    },
    aim(spot) {
      if (held && !(spot && state.target && isSameSpot(spot, state.target))) change(aimed(held, spot));
    },
    drop(spot = state.target ?? undefined) {
      if (!held || !spot || state.moving !== null) return;
      const from = spotOf(held);
      if (from && isSameSpot(from, spot)) return change({ heldId: null, target: null, said: '제자리예요.' });
      const text = refusalAt(board, held, spot, today);
      if (text === null) return begin(held, spot, reason);
      // It stays picked up, for another spot.
      change({ target: spot, refused: { callId: held.callId, spot, text }, said: text });
    },
    confirm() {
      if (!state.confirming || state.moving !== null) return;
      const { move, price } = state.confirming;
      void make({ ...move, agreedTotal: price?.total ?? null });
    },
    letGo: () => change({ heldId: null, target: null, refused: null, confirming: null, said: '그만뒀어요.' }),
    takeBack() {
      const undo = state.done?.undo;
      const job = jobsOf(board).find(({ callId }) => callId === undo?.callId);
      if (job && undo) begin({ ...job, held: undo.made }, undo.to, '되돌림');
    },
  };
}

/** What was done is said, and can be taken back, for a minute. */
function useForgotten(done: Done | null, onForget: () => void): void {
  const forget = useEffectEvent(onForget);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => forget(), UNDO_MS);
    return () => clearTimeout(timer);
  }, [done]);
}

/** What is shown once the server has answered. */
function settled(
  board: PlanBoard,
  move: AskedMove,
  answer: Answer,
): Pick<State, 'confirming' | 'done' | 'refused' | 'said'> {
  const { job, to } = move;
  const nothing = { confirming: null, done: null, refused: null };
  switch (answer.status) {
    case 'MOVED': {
      const from = spotOf(job);
      const text = `${jobName(job)}, ${spotText(board, to)}에 배정했어요.`;
      const undo = answer.held && from ? { callId: job.callId, made: answer.held, to: from } : null;
      return { ...nothing, done: { text, undo }, said: text };
    }
    case 'PRICE_CHANGED':
      return { ...nothing, confirming: { move, price: answer.price }, said: '' };
    case 'REFUSED': {
      const { text } = answer;
      return { ...nothing, refused: { callId: job.callId, spot: to, text }, said: text };
    }
    default:
      return answer satisfies never;
  }
}
