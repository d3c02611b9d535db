import { Minus, Plus } from 'lucide-react';

export interface CounterProps {
  readonly label: string;
  readonly count: number;
  readonly max: number;
  readonly onChange: (count: number) => void;
}

/** How many of one thing, between two buttons. The buttons keep the focus at both ends: a disabled one would lose it. */
export function Counter({ label, count, max, onChange }: CounterProps) {
  return (
    <div className="counter" role="group" aria-label={label} data-some={count > 0 || undefined}>
      <span className="name">{label}</span>
      <button
        type="button"
        aria-label={`${label} 하나 빼기`}
        aria-disabled={count <= 0}
        onClick={() => count > 0 && onChange(count - 1)}
      >
        <Minus size={18} />
      </button>
      <output aria-label={`${label} ${count}개`}>{count}</output>
      <button
        type="button"
        aria-label={`${label} 하나 더하기`}
        aria-disabled={count >= max}
        onClick={() => count < max && onChange(count + 1)}
      >
        <Plus size={18} />
      </button>
    </div>
  );
}
