import { parseWon } from '@movecall/values/money';
import { type InputEvent, useLayoutEffect, useRef, useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';
import { sayWon } from '../format/money.ts';
import { editAmount, type Removed, showAmount } from './amount-text.ts';

const UNREADABLE = '금액을 읽지 못했어요. 1500000이나 150만원처럼 적어 주세요.';

export interface MoneyFieldProps {
  readonly label: string;
  /** Shown while the amount is not large enough to be spoken in 만 and 억. */
  readonly hint: string;
  /** Whole won; null while the field is empty or its text is no amount. */
  readonly value: number | null;
  readonly onChange: (won: number | null) => void;
  /** Why the server or the form refuses the value. */
  readonly error?: string | undefined;
  readonly placeholder?: string;
}

/** @param inputType of the input event (https://www.w3.org/TR/input-events-2/) */
function removedBy(inputType: string): Removed {
  if (inputType === 'deleteContentBackward') return 'left';
  return inputType === 'deleteContentForward' ? 'right' : 'none';
}

/**
 * An amount of money. Digits are grouped while they are typed. An amount in Korean units is grouped when it was pasted or
 * when the field is left. A text that is no amount stays in the field, and an error says so.
 */
export function MoneyField({ label, hint, value, onChange, error, placeholder = '' }: MoneyFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(() => showAmount(value));
  const [settled, setSettled] = useState(true);
  if (parseWon(shown.text) !== value) setShown(showAmount(value));
  useLayoutEffect(() => {
    if (document.activeElement === input.current) input.current?.setSelectionRange(shown.caret, shown.caret);
  }, [shown]);

  function edit({
    currentTarget,
    nativeEvent: { inputType, isComposing },
  }: InputEvent<HTMLInputElement>): void {
    const typed = { text: currentTarget.value, caret: currentTarget.selectionStart ?? 0 };
    const edited = isComposing ? typed : editAmount(shown.text, typed, removedBy(inputType));
    const won = parseWon(edited.text);
    const inserted = inputType.startsWith('insertFrom');
    setShown(inserted && won !== null ? showAmount(won) : edited);
    setSettled(inserted);
    onChange(won);
  }

  function settle(): void {
    setSettled(true);
    if (value !== null) setShown(showAmount(value));
  }

  const unreadable = value === null && shown.text.trim() !== '' && (settled || error !== undefined);
  const problem = unreadable ? UNREADABLE : error;
  return (
    <TextField className="field" isInvalid={problem !== undefined} value={shown.text} onBlur={settle}>
      <Label>{label}</Label>
      <Input ref={input} inputMode="numeric" autoComplete="off" placeholder={placeholder} onInput={edit} />
      <Text slot="description">{sayWon(value ?? 0) || hint}</Text>
      <FieldError>{problem}</FieldError>
    </TextField>
  );
}
