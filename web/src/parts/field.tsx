import type { HTMLInputAutoCompleteAttribute } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';

export interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Why the server or the form refuses the value. */
  readonly error?: string | undefined;
  readonly type?: 'text' | 'tel' | 'search';
  readonly inputMode?: 'text' | 'tel' | 'numeric';
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
}

/** A text input with its label, hint and error, which screen readers read as one. */
export function Field({ label, hint, error, placeholder = '', ...input }: FieldProps) {
  return (
    <TextField className="field" isInvalid={error !== undefined} {...input}>
      <Label>{label}</Label>
      <Input placeholder={placeholder} />
      {hint !== undefined && <Text slot="description">{hint}</Text>}
      <FieldError>{error}</FieldError>
    </TextField>
  );
}
