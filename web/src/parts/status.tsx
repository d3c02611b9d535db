import type { graphql } from '../api/graphql.ts';

export type Status = ReturnType<typeof graphql.scalar<'MoveCallStatus'>>;

/** The status of a call, in its colour and as text. */
export function StatusChip({ status, label }: { readonly status: Status; readonly label: string }) {
  return (
    <span className="chip" data-status={status}>
      {label}
    </span>
  );
}
