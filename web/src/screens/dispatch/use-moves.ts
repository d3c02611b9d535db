import type { Day } from '@movecall/values/days';
import { useEffect, useEffectEvent, useState } from 'react';
import { jobsOf, type BoardJob, type PlanBoard } from './plan-board.ts';
import { jobName } from './job-text.ts';
import type { Reason } from './reasons.ts';
import { type Answer, useReassign } from './reassign.ts';
import { firstSpot, isSameSpot, refusalAt, type Spot, spotOf, spotText, stepped } from './spots.ts';

/** How long a move can be taken back, ms. */
const UNDO_MS = 60_000;

/** A move that can be taken back. */
export interface Undo {
  readonly callId: string;
  readonly text: string;
  /** What the move has made. It can be taken back while that stands. */
  readonly made: NonNullable<BoardJob['held']>;
  readonly to: Spot;
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
  readonly undo: Undo | null;
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
  readonly letGo: () => void;
  readonly takeBack: () => void;
}

interface State {
  readonly heldId: string | null;
  readonly isByKeyboard: boolean;
  readonly target: Spot | null;
  readonly refused: Refused | null;
  readonly moving: string | null;
  readonly undo: Undo | null;
  readonly said: string;
  readonly focused: string | null;
}

const idle: State = {
  heldId: null,
  isByKeyboard: false,
  target: null,
  refused: null,
  moving: null,
  undo: null,
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
  useForgottenUndo(state.undo, () => change({ undo: null }));

  function aimed(job: BoardJob, spot: Spot | null): Partial<State> {
    const refusal = spot && refusalAt(board, job, spot, today);
    return { target: spot, said: spot ? `${spotText(board, spot)}. ${refusal ?? '놓을 수 있어요.'}` : '' };
  }

  async function move(job: BoardJob, to: Spot, why: string): Promise<void> {
    const name = jobName(job);
    const [from, isByKeyboard] = [spotOf(job), state.isByKeyboard];
    change({
      heldId: null,
      target: null,
      refused: null,
      undo: null,
      moving: job.callId,
      said: `${name} 옮기는 중`,
    });
    const answer = await reassign(job, to, why);
    const text = answerText(answer, `${name}, ${spotText(board, to)}에 배정했어요.`);
    const made = answer.status === 'MOVED' ? answer.held : null;
    const undo = made && from ? { callId: job.callId, text, made, to: from } : null;
    const refused = answer.status === 'MOVED' ? null : { callId: job.callId, spot: to, text };
    const focused = isByKeyboard ? job.callId : null;
    change({ moving: null, undo, refused, said: text, focused });
    onMoved();
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
      if (text === null) return void move(held, spot, reason);
      // It stays picked up, for another spot.
      change({ target: spot, refused: { callId: held.callId, spot, text }, said: text });
    },
    letGo: () => change({ heldId: null, target: null, refused: null, said: '그만뒀어요.' }),
    takeBack() {
      const job = jobsOf(board).find(({ callId }) => callId === state.undo?.callId);
      if (job && state.undo) void move({ ...job, held: state.undo.made }, state.undo.to, '되돌림');
    },
  };
}

/** A move can be taken back for a minute. */
function useForgottenUndo(undo: Undo | null, onForget: () => void): void {
  const forget = useEffectEvent(onForget);
  useEffect(() => {
    if (!undo) return undefined;
    const timer = setTimeout(() => forget(), UNDO_MS);
    return () => clearTimeout(timer);
  }, [undo]);
}

function answerText(answer: Answer, moved: string): string {
  switch (answer.status) {
    case 'MOVED':
      return moved;
    case 'REFUSED':
      return answer.text;
    default:
      return answer satisfies never;
  }
}
