import { memo } from 'react';
import type { Day } from '@movecall/values/days';
import { slotLabels } from '@movecall/values/slots';
import type { BoardJob, DayCell, PlanBoard, TeamRow } from './plan-board.ts';
import { JobCard } from './job-card.tsx';
import { isSameSpot, refusalAt, type Spot, slotsFor, spotText } from './spots.ts';
import { spotAttributes } from './use-drag.ts';
import type { Moves } from './use-moves.ts';

interface LineProps {
  readonly row: TeamRow;
  readonly board: PlanBoard;
  readonly today: Day;
  readonly moves: Moves;
  /** Its number on the board, from 0. */
  readonly nth: number;
  /** Pixels. */
  readonly height: number;
}

/** A team and its days. While the board is scrolled, lines in view are not rendered again. */
export const TeamLine = memo(function TeamLine({ row, board, today, moves, nth, height }: LineProps) {
  const { team, cells } = row;
  return (
    <div
      role="row"
      aria-rowindex={nth + 2}
      className="line"
      style={{ height, top: nth * height }}
      data-off={!team.available || undefined}
    >
      <span role="rowheader" className="team-name">
        <strong>{team.name}</strong>
        <small>
          {team.tons === null ? '모든 짐' : `${team.tons}톤`}
          {!team.available && ' · 쉬어요'}
        </small>
        {team.company && <small>{team.company.name}</small>}
      </span>
      {cells.map((cell) => (
        <Cell
          key={cell.date}
          cell={cell}
          moverId={team.id}
          teamName={team.name}
          board={board}
          today={today}
          moves={moves}
        />
      ))}
    </div>
  );
});

interface CellProps extends Pick<LineProps, 'board' | 'today' | 'moves'> {
  readonly cell: DayCell;
  readonly moverId: string;
  readonly teamName: string;
}

/** A team's day: its halves one above the other. */
function Cell({ cell: { date, dayOff, jobs }, moverId, teamName, ...rest }: CellProps) {
  const { held } = rest.moves;
  return (
    <div
      role="cell"
      className="cell"
      data-day-off={dayOff || undefined}
      data-past={date < rest.today || undefined}
    >
      {dayOff && <span className="off">휴무</span>}
      {jobs.map((job) => (
        <JobCard key={job.callId} job={job} teamName={teamName} moves={rest.moves} />
      ))}
      {held &&
        slotsFor(held).map((slot) => (
          <SpotButton key={slot} spot={{ moverId, date, slot }} held={held} {...rest} />
        ))}
    </div>
  );
}

/** A place for the call that is picked up. The keyboard reaches it with arrows from the card, not with Tab. */
function SpotButton({
  spot,
  held,
  board,
  today,
  moves,
}: Pick<LineProps, 'board' | 'today' | 'moves'> & { readonly spot: Spot; readonly held: BoardJob }) {
  const isTarget = moves.target !== null && isSameSpot(moves.target, spot);
  const isRefused = moves.refused !== null && isSameSpot(moves.refused.spot, spot);
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        className="spot"
        aria-label={`${spotText(board, spot)}에 놓기`}
        {...spotAttributes(spot)}
        data-slot={spot.slot}
        data-target={isTarget || undefined}
        data-refused={refusalAt(board, held, spot, today) !== null || undefined}
        onClick={() => moves.drop(spot)}
      >
        <span aria-hidden="true">{isTarget && slotLabels[spot.slot].label}</span>
      </button>
      {isRefused && (
        <span className="refusal" data-slot={spot.slot}>
          {moves.refused?.text}
        </span>
      )}
    </>
  );
}
