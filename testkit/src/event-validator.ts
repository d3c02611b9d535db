import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/** Makes a function that validates values by a JSON Schema (draft 7). The function returns the errors as text, or null. */
export function validator(schema: object): (value: unknown) => string | null {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const accepts = ajv.compile(schema);
  return (value) => (accepts(value) ? null : ajv.errorsText(accepts.errors));
}
