import type { HTMLInputAutoCompleteAttribute } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';

export interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What the server or the form says against it. */
  readonly error?: string | undefined;
  readonly type?: 'text' | 'tel' | 'search';
  readonly inputMode?: 'text' | 'tel' | 'numeric';
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
}

/** One line to type into, with its label, its hint and its error, tied together for whoever cannot see them. */
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
