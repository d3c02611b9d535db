import { Link } from 'wouter';
import { ChevronRight } from 'lucide-react';
import { type FragmentOf, graphql } from '../../api/graphql.ts';
import { useLive } from '../../api/use-live.ts';
import { formatWon } from '../../format/money.ts';
import { placeName } from '../../format/place.ts';
import { formatDay } from '../../format/time.ts';
import { StatusChip } from '../../parts/status.tsx';

export const rowFields = graphql(`
  fragment RowFields on MoveCall {
    id
    status
    statusLabel
    version
    movingOn
    cost
    location {
      address
      district
      sido
    }
    mover {
      id
      name
      tel
      plate
    }
  }
`);

const RowStatus = graphql(
  `
    subscription RowStatus($id: ID!, $after: ID) {
      moveCallStatus(id: $id, after: $after) {
        cursor
        moveCall {
          ...RowFields
        }
      }
    }
  `,
  [rowFields],
);

/** A row of the list. While the call waits for a mover, which changes soon, the row watches it. */
export function CallRow({ call }: { readonly call: FragmentOf<typeof rowFields> }) {
  const waits = call.status === 'REQUESTED' || call.status === 'ASSIGNING';
  useLive(RowStatus, { id: call.id }, ({ moveCallStatus }) => moveCallStatus.cursor, {
    paused: !waits,
  });
  return (
    <li>
      <Link href={`/calls/${call.id}`}>
        <StatusChip status={call.status} label={call.statusLabel} />
        <strong>{formatDay(call.movingOn)}</strong>
        <span className="where">{placeName(call.location)}</span>
        <span className="cost faint">
          {formatWon(call.cost)}
          {call.mover ? ` · ${call.mover.name}` : ''}
        </span>
        <ChevronRight size={20} />
      </Link>
    </li>
  );
}
