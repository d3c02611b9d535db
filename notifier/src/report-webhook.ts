import { failpoint } from '@movecall/failpoints';
import { type Handler, readBody, sendJson } from '@movecall/http';
import type { Logger } from '@movecall/telemetry/logger';
import type { DeliveryDecision } from './delivery.ts';
import { type Ledger, MAX_NOTES } from './ledger.ts';
import type { ReportResult } from './metrics.ts';
import type { Provider, Report } from './provider.ts';

/** Enough for a few thousand reports, bytes. */
const BODY_LIMIT = 2 * 1024 * 1024;

/**
 * `POST /reports`, the webhook for the provider's delivery reports. Answers 200 after the reports are recorded, also for
 * messages that are not ours; 401 without the shared secret; a 500 makes the provider send the reports again.
 *
 * @param onReport called for each report with its result
 */
export function createReportWebhook(options: {
  readonly provider: Provider;
  readonly ledger: Ledger;
  readonly logger: Logger;
  readonly onReport: (result: ReportResult) => void;
}): Handler {
  const { provider, ledger, logger, onReport } = options;

  async function record(reports: readonly Report[]): Promise<ReportResult[]> {
    const results: ReportResult[] = [];
    for (let from = 0; from < reports.length; from += MAX_NOTES) {
      const batch = reports.slice(from, from + MAX_NOTES);
      const idOf = await createIdOf(batch, ledger);
      results.push(...(await Promise.all(batch.map((report) => note(idOf(report), report)))));
      for (const { deliveryId, progress, code } of batch)
        logger.debug({ deliveryId, progress, code }, 'delivery report');
    }
    return results;
  }

  async function note(id: string | null, report: Report): Promise<ReportResult> {
    return id === null ? 'NOT_OURS' : resultOf(await ledger.note(id, { type: 'noteReport', report }));
  }

  return async (request, response) => {
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      return sendJson(response, 405, { error: 'method not allowed' });
    }
    const body = await readBody(request, BODY_LIMIT);
    const parsed = provider.parseReport(request.headers, body);
    switch (parsed.kind) {
      case 'FORGED':
        onReport('FORGED');
        logger.warn('refused a delivery report: its secret is missing or wrong');
        return sendJson(response, 401, { error: 'unauthorized' });
      case 'MALFORMED':
        onReport('MALFORMED');
        return sendJson(response, 400, { error: 'not a list of reports' });
      case 'REPORTS':
        await failpoint('notifier.report-received');
        for (const result of await record(parsed.reports)) onReport(result);
        await failpoint('notifier.report-recorded');
        return sendJson(response, 200, { received: parsed.reports.length });
      default:
        return parsed satisfies never;
    }
  };
}

/** Finds the deliveries that reports are about. A report without our id names the provider's only. */
async function createIdOf(
  reports: readonly Report[],
  ledger: Pick<Ledger, 'findByProvider'>,
): Promise<(report: Report) => string | null> {
  const nameless = reports.filter(({ deliveryId }) => deliveryId === null);
  const found = await ledger.findByProvider(nameless.map(({ providerId }) => providerId));
  // An earlier report may be the one that tells the provider's id.
  const told = new Map(reports.map(({ providerId, deliveryId }) => [providerId, deliveryId]));
  return ({ deliveryId, providerId }) => deliveryId ?? found.get(providerId) ?? told.get(providerId) ?? null;
}

function resultOf(decision: DeliveryDecision): ReportResult {
  if ('refusal' in decision) return 'NOT_OURS';
  return decision.facts.length > 0 ? 'RECORDED' : 'DUPLICATE';
}
