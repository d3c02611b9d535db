import { Check } from 'lucide-react';
import { Checkbox } from 'react-aria-components';

export interface TickProps {
  readonly label: string;
  readonly isSelected: boolean;
  readonly isInvalid?: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

/** A checkbox with its label. */
export function Tick({ label, ...state }: TickProps) {
  return (
    <Checkbox {...state}>
      <span className="box" aria-hidden="true">
        <Check size={16} strokeWidth={3.4} />
      </span>
      {label}
    </Checkbox>
  );
}
