import { useEffect } from 'react';
import { useRead } from '../../../api/read.ts';
import type { Status } from '../../../parts/status.tsx';
import { type BillView, ReadBill } from './bill-fields.ts';

/** How long to wait before the bill of a cancelled call is read again, ms. */
const SETTLING_MS = 1_000;

/** Whether the bill of a cancelled call does not show the cancel yet. The service that keeps it learns of a cancel a moment later. */
export const isBehind = (bill: BillView, status: Status): boolean =>
  status === 'CANCELLED' && !bill.lines.some(({ kind }) => kind === 'FARE_WAIVED');

export interface CallBill {
  /** Null while there is none to show. */
  readonly bill: BillView | null;
  /** The path of the contract's page; null for a viewer without a contract. */
  readonly contractUrl: string | null;
}

/** What a call costs, and the contract that says so. */
export function useBill(id: string, status: Status): CallBill {
  const { data, readAgain, fetching } = useRead(ReadBill, { id });
  const bill = data?.moveCall?.bill ?? null;
  const behind = bill !== null && isBehind(bill, status);
  useEffect(() => {
    const timer = behind && !fetching ? setTimeout(readAgain, SETTLING_MS) : undefined;
    return () => clearTimeout(timer);
  }, [behind, fetching, readAgain]);
  return { bill, contractUrl: data?.moveCall?.contract?.url ?? null };
}
