import type { ReactNode } from 'react';
import { useState } from 'react';
import { formatWon } from '../../format/money.ts';
import { Field } from '../../parts/field.tsx';
import { MoneyField } from '../../parts/money-field.tsx';
import type { PriceEdit } from './use-price-edit.ts';

export interface PriceFieldProps {
  readonly edit: PriceEdit;
  /** In the input: `trucks.0.base`. */
  readonly path: string;
  readonly label: string;
}

/** A part of the book. */
export const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="card part" aria-label={title}>
    <h2>{title}</h2>
    {children}
  </section>
);

/** Fields that belong to one thing. */
export const Group = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="prices" role="group" aria-label={name}>
    <strong>{name}</strong>
    {children}
  </div>
);

/** An amount in won. */
export const Won = ({ edit, path, label }: PriceFieldProps) => (
  <div data-changed={edit.isChanged(path) || undefined}>
    <MoneyField
      label={`${label} (원)`}
      hint={formatWon(edit.value(path) ?? 0)}
      value={edit.value(path)}
      onChange={(won) => edit.change(path, won)}
      error={edit.errorAt(path)}
    />
  </div>
);

/** Whole numbers, and decimals with up to three places: what a text must look like to be read. */
const WHOLE = /^\d{1,9}$/;
const DECIMAL = /^\d{1,6}(?:\.\d{1,3})?$/;

/** A number that is no amount. A text that is none stays as it was typed. */
export function Count({
  edit,
  path,
  label,
  decimal = false,
}: PriceFieldProps & { readonly decimal?: boolean }) {
  const value = edit.value(path);
  const read = (text: string): number | null =>
    (decimal ? DECIMAL : WHOLE).test(text.trim()) ? Number(text) : null;
  const [text, setText] = useState(String(value ?? ''));
  // Another value than the one that was typed: the edit was discarded, or a new book is here.
  if (read(text) !== value) setText(String(value ?? ''));
  return (
    <div data-changed={edit.isChanged(path) || undefined}>
      <Field
        label={label}
        inputMode={decimal ? 'text' : 'numeric'}
        autoComplete="off"
        value={text}
        onChange={(typed) => {
          setText(typed);
          edit.change(path, read(typed));
        }}
        error={edit.errorAt(path)}
      />
    </div>
  );
}
