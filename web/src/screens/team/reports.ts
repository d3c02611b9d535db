import { newKey } from '../../api/idempotency-key.ts';
import { createStoredText } from '../../api/stored-text.ts';
import type { Step } from './team-documents.ts';

/** A step that the server has not answered yet. It is sent with its key until it has. */
export interface Report {
  /** Whose session reports it. */
  readonly tel: string;
  readonly callId: string;
  readonly step: Step['step'];
  /** When it happened, ms. */
  readonly at: number;
  readonly idempotencyKey: string;
}

const store = createStoredText(() => localStorage, 'movecall.reports');

/** The reports that this phone keeps for a person, the first one first. */
export const reportsOf = (tel: string): Report[] => all().filter((report) => report.tel === tel);

export const keepReport = (report: Omit<Report, 'idempotencyKey'>): void =>
  store.write(JSON.stringify([...all(), { ...report, idempotencyKey: newKey() }]));

/**
 * Fixes the moment of a report before it is sent: no later than the server's time, since the clock of a phone without a signal may be ahead.
 * The same moment goes with each repetition.
 */
export function settled(report: Report, serverNow: number): Report {
  if (report.at <= serverNow) return report;
  const fixed = { ...report, at: Math.floor(serverNow) };
  store.write(JSON.stringify(all().map((kept) => (isSame(kept, report) ? fixed : kept))));
  return fixed;
}

/** Forgets a report that the server has answered. */
export const forgetReport = (report: Report): void =>
  store.write(JSON.stringify(all().filter((kept) => !isSame(kept, report))));

const isSame = (one: Report, other: Report): boolean => one.idempotencyKey === other.idempotencyKey;

function all(): Report[] {
  try {
    return JSON.parse(store.read() ?? '[]') as Report[];
  } catch {
    return [];
  }
}
