import { failpoint } from '@movecall/failpoints';
import { BodyTooLargeError, type Handler, readBody, sendJson } from '@movecall/http';
import type { Logger } from '@movecall/telemetry/logger';
import { afterReport } from './delivery-outcome.ts';
import type { Ledger } from './ledger.ts';
import type { ReportResult } from './metrics.ts';
import type { Provider } from './provider.ts';

const BODY_LIMIT = 256 * 1024;
const RESULTS = { CHANGED: 'RECORDED', UNCHANGED: 'DUPLICATE', ABSENT: 'NOT_OURS' } as const;

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
  return async (request, response) => {
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      return sendJson(response, 405, { error: 'method not allowed' });
    }
    let body: string;
    try {
      body = await readBody(request, BODY_LIMIT);
    } catch (error) {
      if (!(error instanceof BodyTooLargeError)) throw error;
      response.setHeader('connection', 'close');
      return sendJson(response, 413, { error: 'too large' });
    }
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
        for (const { deliveryId, ...report } of parsed.reports) {
          logger.debug({ deliveryId, progress: report.progress, code: report.code }, 'delivery report');
          const outcome = await ledger.change(
            deliveryId ? { deliveryId } : { providerId: report.providerId },
            (delivery, circumstances) => afterReport(delivery, report, circumstances),
          );
          onReport(RESULTS[outcome]);
        }
        await failpoint('notifier.report-recorded');
        options.onChange();
        return sendJson(response, 200, { received: parsed.reports.length });
      default:
        return parsed satisfies never;
    }
  };
}
