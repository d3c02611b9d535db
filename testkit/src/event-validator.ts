import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/** @returns what is wrong with a value by a JSON Schema (draft 7); null when nothing is. */
export function validator(schema: object): (value: unknown) => string | null {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const accepts = ajv.compile(schema);
  return (value) => (accepts(value) ? null : ajv.errorsText(accepts.errors));
}
