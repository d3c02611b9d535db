import { Label, Radio, RadioGroup } from 'react-aria-components';

export interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | null;
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly note?: string }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few short choices, as chips in a row. */
export function Choice<Value extends string>({ label, value, choices, onChange }: ChoiceProps<Value>) {
  return (
    <RadioGroup
      className="choice"
      value={value}
      onChange={(chosen) => {
        const choice = choices.find((each) => each.value === chosen);
        if (choice) onChange(choice.value);
      }}
    >
      <Label>{label}</Label>
      <div className="chips">
        {choices.map((choice) => (
          <Radio key={choice.value} value={choice.value}>
            {choice.label}
            {choice.note !== undefined && <small>{choice.note}</small>}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
