import { formatWon } from '../../format/money.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Problems } from '../../parts/problems.tsx';
import type { PreviewedMove, PriceEdit } from './use-price-edit.ts';

/** What the new version changes for ten typical moves, and the button that publishes it. */
export function PricePreview({
  moves,
  edit,
}: {
  readonly moves: readonly PreviewedMove[];
  readonly edit: PriceEdit;
}) {
  const different = moves.filter(({ before, after }) => before !== after).length;
  return (
    <section className="card part preview" aria-labelledby="preview">
      <h2 id="preview">발행하면 이렇게 바뀌어요</h2>
      <p role="status">
        자주 있는 이사 {moves.length}건 가운데 {different}건의 요금이 바뀌어요.
      </p>
      <div className="table" role="region" aria-labelledby="preview" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">이사</th>
              <th scope="col">지금</th>
              <th scope="col">새 가격표</th>
              <th scope="col">차이</th>
            </tr>
          </thead>
          <tbody>
            {moves.map((move) => (
              <Move key={move.label} {...move} />
            ))}
          </tbody>
        </table>
      </div>
      <Confirm
        tone="primary"
        label="발행하기"
        title="새 가격표를 발행할까요?"
        text={`${edit.changes}곳이 바뀌어요. 지금부터 받는 견적에 쓰이고, 이미 받은 견적은 그대로예요.`}
        confirm="발행하기"
        confirming="발행하고 있어요"
        busy={edit.busy}
        onConfirm={edit.publish}
      >
        <Problems errors={edit.errors} error={edit.error} onRetry={edit.publish} />
      </Confirm>
    </section>
  );
}

function Move({ label, before, after }: PreviewedMove) {
  const difference = before !== null && after !== null ? after - before : 0;
  return (
    <tr data-changed={before !== after || undefined}>
      <th scope="row">{label}</th>
      <td>{priceText(before)}</td>
      <td>{priceText(after)}</td>
      <td>{difference === 0 ? '–' : `${difference > 0 ? '+' : '−'}${formatWon(Math.abs(difference))}`}</td>
    </tr>
  );
}

const priceText = (won: number | null): string => (won === null ? '방문 견적' : formatWon(won));
