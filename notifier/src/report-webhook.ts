import { failpoint } from '@movecall/failpoints';
import { type Handler, readBody, sendJson } from '@movecall/http';
import type { Logger } from '@movecall/telemetry/logger';
import type { Decision } from './delivery-changes.ts';
import { afterReport } from './delivery-outcome.ts';
import type { Ledger } from './ledger.ts';
import type { ReportResult } from './metrics.ts';
import type { Provider, Report } from './provider.ts';

/** Enough for a few thousand reports, bytes. */
const BODY_LIMIT = 2 * 1024 * 1024;
const RESULTS = { CHANGED: 'RECORDED', UNCHANGED: 'DUPLICATE', ABSENT: 'NOT_OURS' } as const;

/** How many reports one transaction records: few enough that another one does not wait long for their rows. */
const BATCH = 500;

/**
 * `POST /reports`, the webhook for the provider's delivery reports. Answers 200 after the reports are recorded, also for
 * messages that are not ours; 401 without the shared secret; a 500 makes the provider send the reports again.
 *
 * @param onReport called for each report with its result
 * @param onChange called after reports are recorded: a delivery that waited for them may be due
 */
export function createReportWebhook(options: {
  readonly provider: Provider;
  readonly ledger: Ledger;
  readonly logger: Logger;
  readonly onReport: (result: ReportResult) => void;
  readonly onChange: () => void;
}): Handler {
  const { provider, ledger, logger, onReport } = options;

  async function record(reports: readonly Report[]): Promise<ReportResult[]> {
    const results: ReportResult[] = [];
    for (let from = 0; from < reports.length; from += BATCH) {
      const batch = reports.slice(from, from + BATCH);
      const changed = await ledger.changeAll(batch.map(decisionOn));
      results.push(...changed.map((each) => RESULTS[each]));
      for (const { deliveryId, progress, code } of batch)
        logger.debug({ deliveryId, progress, code }, 'delivery report');
    }
    return results;
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
        options.onChange();
        return sendJson(response, 200, { received: parsed.reports.length });
      default:
        return parsed satisfies never;
    }
  };
}

const decisionOn = ({ deliveryId, ...report }: Report): Decision => ({
  which: deliveryId ? { deliveryId } : { providerId: report.providerId },
  decide: (delivery, circumstances) => afterReport(delivery, report, circumstances),
});
