import { MAX_WRITERS } from '../execution/compiled-operation.ts';
import type { Prepared } from './preparation.ts';

/**
 * How much memory a document keeps, bytes: upper bounds that were measured over documents of many shapes; a test measures them
 * again. A text's syntax tree and its compiled plan grow with their own texts; a response writer grows with its fields.
 */
const PER_OPERATION = 8_000;
const PER_TEXT = 2_000;
const PER_CHARACTER = 40;
const PER_PLAN_CHARACTER = 12;
const PER_RESPONSE_FIELD = 800;

/** A writer for each combination of conditions that an operation keeps is counted before it exists. */
export function weightOfPrepared(text: string, { planned, responseFields, conditions }: Prepared): number {
  const writers = Math.min(MAX_WRITERS, 2 ** conditions);
  return (
    PER_OPERATION +
    PER_CHARACTER * (text.length + planned.document.length) +
    PER_PLAN_CHARACTER * planned.plan.length +
    PER_RESPONSE_FIELD * responseFields * writers
  );
}

/** Of an id, of a persisted query's text, and of a refused document, whose errors name places in its text. */
export const weightOfText = (text: string): number => PER_TEXT + 2 * text.length;
