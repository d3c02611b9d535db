import '../../styles/sheet.css';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { formatWon } from '../../format/money.ts';
import { jobName, timeText } from './job-text.ts';
import type { PlanBoard } from './plan-board.ts';
import type { NewPrice } from './reassign.ts';
import { spotOf, spotText } from './spots.ts';
import type { Confirming, Moves } from './use-moves.ts';

export interface ConfirmMoveProps {
  readonly confirming: Confirming;
  readonly board: PlanBoard;
  readonly moves: Moves;
}

/** Asks before a call moves to another time, and once more when it costs something else then. */
export function ConfirmMove({ confirming, board, moves }: ConfirmMoveProps) {
  const busy = moves.moving !== null;
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={!busy}
      isKeyboardDismissDisabled={busy}
      onOpenChange={moves.letGo}
    >
      <Modal className="sheet">
        <Dialog role="alertdialog" className="react-aria-Dialog confirm-move">
          <Heading slot="title">이사 일정 바꾸기</Heading>
          <Change board={board} confirming={confirming} />
          <div className="row">
            {/* Both stay enabled while it is at work: a disabled button would lose the focus. */}
            <button
              type="button"
              className="secondary"
              aria-disabled={busy}
              onClick={() => busy || moves.letGo()}
            >
              그만두기
            </button>
            <button
              type="button"
              className="primary"
              aria-disabled={busy}
              data-busy={busy || undefined}
              onClick={moves.confirm}
            >
              {busy ? '바꾸고 있어요' : confirming.price ? '이 금액으로 확인' : '확인'}
            </button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Change({ board, confirming }: { readonly board: PlanBoard; readonly confirming: Confirming }) {
  const { job, to } = confirming.move;
  const from = spotOf(job);
  return (
    <>
      <p>{jobName(job)}의 일정을 바꾸고 고객과 이사팀에게 알려요.</p>
      <dl>
        <div className="pair">
          <dt>지금</dt>
          <dd>{from ? spotText(board, from) : `${timeText(job)}, 팀 없음`}</dd>
        </div>
        <div className="pair">
          <dt>바꾼 뒤</dt>
          <dd>{spotText(board, to)}</dd>
        </div>
      </dl>
      <div className="new-price" role="status">
        {confirming.price && <Price price={confirming.price} />}
      </div>
    </>
  );
}

function Price({ price: { before, total } }: { readonly price: NewPrice }) {
  return (
    <>
      <p>그때는 요금이 달라요. 고객이 전화로 동의한 다음에 확인해 주세요.</p>
      <p className="sums">
        {before !== null && `${formatWon(before)} → `}
        <strong>{formatWon(total)}</strong>
      </p>
    </>
  );
}
