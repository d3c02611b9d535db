import { type KeyboardEvent, useEffect, useRef } from 'react';
import { slots } from '../../format/slot.ts';
import { formatDay } from '../../format/time.ts';
import { restText, riskTexts, tonsText } from './job-text.ts';
import type { BoardJob } from './plan-board.ts';
import { useDraggable } from './use-drag.ts';
import type { Moves } from './use-moves.ts';

const STEPS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']);
/** The id of the text that explains how a card is moved. */
export const HOW_TO_MOVE = 'how-to-move';

export interface JobCardProps {
  readonly job: BoardJob;
  /** The team that has it; null for a call that waits. */
  readonly teamName: string | null;
  readonly moves: Moves;
}

/** A call on the board, to be picked up and moved. Not a `button`: some browsers do not drag those. */
export function JobCard({ job, teamName, moves }: JobCardProps) {
  const card = useRef<HTMLDivElement>(null);
  const isHeld = moves.held?.callId === job.callId;
  useDraggable(card, job, () => moves.pickUp(job, false));
  useEffect(() => {
    if (moves.focused === job.callId) card.current?.focus();
  }, [moves.focused, job.callId]);

  function onKeyDown(event: KeyboardEvent): void {
    const isPress = event.key === 'Enter' || event.key === ' ';
    if (!isPress && !(isHeld && STEPS.has(event.key))) return;
    event.preventDefault();
    if (!isHeld) moves.pickUp(job, true);
    else if (isPress) moves.drop();
    else moves.step(event.key);
  }

  return (
    <div
      ref={card}
      role="button"
      tabIndex={0}
      className="job"
      aria-pressed={isHeld}
      aria-describedby={HOW_TO_MOVE}
      data-slot={job.slot}
      data-risk={job.risk ?? undefined}
      data-offered={job.isOffered || undefined}
      data-moving={moves.moving === job.callId || undefined}
      onClick={() => (isHeld ? moves.letGo() : moves.pickUp(job, false))}
      onKeyDown={onKeyDown}
    >
      <strong>{job.home.district ?? job.home.address}</strong>
      <small>
        {teamName === null && `${formatDay(job.date)} ${slots[job.slot].label} `}
        {tonsText(job)}
        {job.isOffered && <em> 응답 대기</em>}
        {job.risk && <em> {riskTexts[job.risk]}</em>}
      </small>
      {/* Not a label: what is seen must be part of the name. */}
      <span className="visually-hidden">{restText(job, teamName)}</span>
      {job.reason !== null && <small className="why">{firstSentence(job.reason)}</small>}
    </div>
  );
}

/** What follows is meant for the customer. */
const firstSentence = (text: string): string => /^.*?[.!?](?= |$)/.exec(text)?.[0] ?? text;
