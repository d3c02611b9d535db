import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Korean mobile numbers, in all the forms in which people and code write them. */
const PHONE = /(?:\+?82[-\s]?|0)1[016789][-\s]?\d{3,4}[-\s]?\d{4}/;

/** Trace ids and UUIDs. Eleven of their digits may look like a phone number; masked, they could not be looked up. */
const ID = /\b(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/;
const PHONE_OR_ID = new RegExp(`(${ID.source})|${PHONE.source}`, 'g');
/** A fraction that is a number in a line of JSON. With masked digits the line would not be valid JSON. */
const FRACTION = /(?<=[^\\]":)-?\d+\.\d+(?=[,}])/;
const PHONE_OR_KEPT = new RegExp(`(${ID.source}|${FRACTION.source})|${PHONE.source}`, 'g');

/** Replaces Korean mobile numbers by `[phone]`. UUIDs and trace ids stay as they are. */
export const maskPhones = (text: string): string =>
  text.replace(PHONE_OR_ID, (_found, id?: string) => id ?? '[phone]');

/** `maskPhones` for a line of JSON. */
const maskLine = (line: string): string =>
  line.replace(PHONE_OR_KEPT, (_found, kept?: string) => kept ?? '[phone]');

/**
 * Creates a logger that writes JSON lines to standard output. Phone numbers are masked in the whole line, so that an error
 * message of a driver or a provider cannot leak one.
 *
 * Fields have the same name in all services:
 * - `callId`, `moverId`, `companyId` or `signInId`: what the line is about; `correlationId` in the event log, which does not know which
 *   of them it is;
 * - `traceId`: the same in all lines that one request caused, whether or not its trace is recorded;
 * - `eventId`, `type`, `stream`, `entryId`, `attempt`: of an event;
 * - `assignmentId`, `deliveryId`, `template`, `status`, `version`, `outcome`; and `why`: the reason of a refusal.
 *
 * At `info` there is one line for each business fact, in the service that decided it. What other services do because of it
 * is `debug`.
 *
 * @param name the service
 * @param level the lowest level that is logged
 * @param destination standard output when absent
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
 * The properties of an error that are logged. Drivers attach whole statements with their values to their errors, and whole
 * batches of commands: that is customers' data, which must not be logged.
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

/** Removes the statement's values, which drizzle appends to its messages. */
const withoutValues = (text: string): string => text.replace(/\nparams: .*/g, '');
