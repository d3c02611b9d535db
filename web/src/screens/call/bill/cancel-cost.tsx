import '../../../styles/bill.css';
import { graphql } from '../../../api/graphql.ts';
import { useRead } from '../../../api/read.ts';
import { formatWon } from '../../../format/money.ts';

const CancelCosts = graphql(`
  query CancelCosts($id: ID!, $forCustomer: Boolean!) {
    moveCall(id: $id) {
      id
      cancelPreview(forCustomer: $forCustomer) {
        penalty
        refund
        compensation
        due
        text
      }
    }
  }
`);

export interface CancelCostProps {
  readonly id: string;
  /** Of an operator: the customer has asked for it. */
  readonly forCustomer: boolean;
}

/** What a cancel costs now, and what comes back. It has its place before the answer arrives, so that nothing jumps. */
export function CancelCost({ id, forCustomer }: CancelCostProps) {
  const { data, error, fetching } = useRead(CancelCosts, { id, forCustomer });
  const preview = data?.moveCall?.cancelPreview;
  if (!preview) {
    const away = error !== undefined || (!fetching && data !== undefined);
    return (
      <div className="cancel-cost" role="status">
        <p>
          {away
            ? '취소 비용을 지금은 볼 수 없어요. 잠시 뒤에 다시 열어 주세요.'
            : '취소 비용을 확인하고 있어요.'}
        </p>
      </div>
    );
  }
  const amounts = [
    ['위약금', preview.penalty],
    ['더 낼 금액', preview.due],
    ['환불되는 금액', preview.refund],
    ['고객이 받을 배상금', preview.compensation],
  ] as const;
  return (
    <div className="cancel-cost" role="status">
      <p>{preview.text}</p>
      <dl>
        {amounts
          .filter(([, amount]) => amount > 0)
          .map(([label, amount]) => (
            <div key={label} className="pair">
              <dt>{label}</dt>
              <dd>{formatWon(amount)}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}
