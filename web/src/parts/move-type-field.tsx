import { Check, Package, PackageOpen, Truck } from 'lucide-react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { allMoveTypes, isMoveType, type MoveType, moveTypes } from '../format/move-type.ts';

/** 이사유형, as tiles that say what each type means. */
export function MoveTypeField({
  value,
  onChange,
}: {
  readonly value: MoveType;
  readonly onChange: (type: MoveType) => void;
}) {
  return (
    <RadioGroup
      className="types"
      value={value}
      onChange={(chosen) => {
        if (isMoveType(chosen)) onChange(chosen);
      }}
    >
      <Label>이사유형</Label>
      {allMoveTypes.map((type) => (
        <Radio key={type} value={type}>
          <TypeIcon type={type} />
          <strong>{moveTypes[type].label}</strong>
          <span className="meaning">{moveTypes[type].meaning}</span>
          <span className="tick" aria-hidden="true">
            <Check size={15} strokeWidth={3.4} />
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}

const icons = { FULL_PACKING: Package, HALF_PACKING: PackageOpen, STANDARD: Truck } as const;

function TypeIcon({ type }: { readonly type: MoveType }) {
  const Icon = icons[type];
  return <Icon size={32} strokeWidth={1.7} />;
}
