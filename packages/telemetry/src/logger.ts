import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Korean mobile numbers in any of the ways people and code write them. */
const PHONE = /(?:\+?82[-\s]?|0)1[016789][-\s]?\d{3,4}[-\s]?\d{4}/;

/** Ids of traces and of everything else: eleven of their digits may look like a phone, and without them they lead nowhere. */
const ID = /\b(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/;
const PHONE_OR_ID = new RegExp(`(${ID.source})|${PHONE.source}`, 'g');
/** A fraction that stands in JSON as a number: without its digits the line would be no JSON any more. */
const FRACTION = /(?<=[^\\]":)-?\d+\.\d+(?=[,}])/;
const PHONE_OR_NOT = new RegExp(`(${ID.source}|${FRACTION.source})|${PHONE.source}`, 'g');

/** Replaces what looks like a Korean mobile number by a placeholder. */
export const maskPhones = (text: string): string =>
  text.replace(PHONE_OR_ID, (_found, id?: string) => id ?? '[phone]');

/** The same for a line of JSON. */
const maskLine = (line: string): string =>
  line.replace(PHONE_OR_NOT, (_found, kept?: string) => kept ?? '[phone]');

/**
 * JSON lines on standard output. Any string that holds a phone number is masked before it is written, wherever it
 * stands, so that an error message of a driver or a provider cannot leak one.
 *
 * Fields have one name in all services: `callId`, `moverId` or `signInId` for whom a line is about (`correlationId` where only
 * the event log knows of it), `traceId` for all that came of one request, recorded or not, `eventId`, `type`, `stream`,
 * `entryId` and `attempt` of an event, `assignmentId`, `deliveryId`, `template`, `status`, `version`, `outcome`, and `why` for
 * a refusal. At `info` there is one line for each fact of the business, in the service whose fact it is; what others make of it
 * is `debug`.
 *
 * @param name the service
 */
export function createLogger(
  name: string,
  level: string,
  destination?: { write(line: string): void },
): Logger {
  const stream = destination ?? pino.destination({ dest: 1, sync: true });
  return pino(
    {
      name,
      level,
      base: { pid: process.pid },
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: toLoggable },
    },
    { write: (line: string) => stream.write(maskLine(line)) },
  );
}

/**
 * What is logged of an error. Drivers hang whole statements with their values, and whole batches of commands, on their
 * errors: customers' data that belongs in no log.
 */
function toLoggable(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: toLoggable(error.cause) };
  return {
    type: error.name,
    message: withoutValues(error.message),
    ...code,
    stack: withoutValues(error.stack ?? ''),
    ...cause,
  };
}

/** drizzle ends its message with the statement's values. */
const withoutValues = (text: string): string => text.replace(/\nparams: .*/g, '');
