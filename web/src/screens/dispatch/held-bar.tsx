import { useEffect, useEffectEvent } from 'react';
import { Link } from 'wouter';
import { Undo2, X } from 'lucide-react';
import { jobName, timeText, tonsText } from './job-text.ts';
import { Select } from '../../parts/select.tsx';
import { type Reason, reasons } from './reasons.ts';
import type { Moves } from './use-moves.ts';

export interface HeldBarProps {
  readonly moves: Moves;
  readonly reason: Reason;
  readonly onReason: (reason: Reason) => void;
}

/** What is picked up, what was refused, and the way back: at the lower edge, wherever the board is scrolled to. */
export function HeldBar({ moves, reason, onReason }: HeldBarProps) {
  const { held, refused, done } = moves;
  const letGo = useEffectEvent(() => held && moves.letGo());
  useEffect(() => {
    const onKeyDown = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') letGo();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <div className="held-bar" data-open={held !== null || refused !== null || done !== null || undefined}>
      {held && (
        <>
          <p>
            <strong>{jobName(held)}</strong>
            <span>{[timeText(held), tonsText(held)].filter(Boolean).join(' · ')}</span>
            <span className={refused ? 'error' : 'faint'}>{refused?.text ?? '놓을 자리를 골라 주세요.'}</span>
          </p>
          <Select label="옮기는 까닭" options={reasons} value={reason} onChange={onReason} />
          <Link href={`/calls/${held.callId}`}>호출 보기</Link>
          <button type="button" className="secondary" onClick={moves.letGo}>
            <X size={18} /> 그만두기
          </button>
        </>
      )}
      {!held && refused && <p className="error">{refused.text}</p>}
      {!held && done && <p>{done.text}</p>}
      {!held && done?.undo && (
        <button type="button" className="secondary" onClick={moves.takeBack}>
          <Undo2 size={18} /> 되돌리기
        </button>
      )}
      <p className="visually-hidden" role="status" aria-live="assertive">
        {moves.said}
      </p>
    </div>
  );
}
