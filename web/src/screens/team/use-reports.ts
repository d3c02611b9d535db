import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { momentNow } from '../../api/server-time.ts';
import { useWake } from '../../api/wake.ts';
import type { UserError } from '../../parts/user-errors.ts';
import { forgetReport, keepReport, type Report, reportsOf, settled } from './reports.ts';
import { ReportProgress } from './team-documents.ts';

/** While reports wait, they are sent again this often, ms: a signal may have come back unnoticed. */
const TRY_EVERY_MS = 15_000;

export interface Reports {
  /** What the server has not answered yet, the first one first. */
  readonly waiting: readonly Report[];
  /** Why the server has refused the last report of a job. */
  readonly errorsOf: (callId: string) => readonly UserError[];
  readonly report: (callId: string, step: Report['step']) => void;
}

interface Refused {
  readonly callId: string;
  readonly errors: readonly UserError[];
}

/** The reports of a team: each is kept on the phone until the server has answered it, so that it is not lost without a signal. */
export function useReports(tel: string): Reports {
  const client = useClient();
  const [waiting, setWaiting] = useState(() => reportsOf(tel));
  const [refused, setRefused] = useState<Refused | null>(null);
  const isSending = useRef(false);

  const sendAll = useCallback(async () => {
    if (isSending.current) return;
    isSending.current = true;
    for (let [next] = reportsOf(tel); next; [next] = reportsOf(tel)) {
      const { at, callId: id, step, idempotencyKey } = settled(next, momentNow());
      const variables = { id, step, at: new Date(at).toISOString(), idempotencyKey };
      const { data } = await client.mutation(ReportProgress, variables).toPromise();
      if (!data) break;
      forgetReport(next);
      // The other phone of the team was quicker.
      const errors = data.reportProgress.userErrors.filter(({ code }) => code !== 'ALREADY_REPORTED');
      setRefused({ callId: id, errors });
      setWaiting(reportsOf(tel));
    }
    isSending.current = false;
  }, [client, tel]);

  useEffect(() => {
    void sendAll();
    if (waiting.length === 0) return undefined;
    const timer = setInterval(() => void sendAll(), TRY_EVERY_MS);
    return () => clearInterval(timer);
  }, [sendAll, waiting.length]);
  useWake(() => void sendAll());

  const report = (callId: string, step: Report['step']): void => {
    setRefused(null);
    keepReport({ tel, callId, step, at: Math.floor(momentNow()) });
    setWaiting(reportsOf(tel));
  };
  const errorsOf = (callId: string) => (refused?.callId === callId ? refused.errors : []);
  return { waiting, errorsOf, report };
}
