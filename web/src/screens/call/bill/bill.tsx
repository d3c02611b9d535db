import '../../../styles/bill.css';
import { Link } from 'wouter';
import { formatWon } from '../../../format/money.ts';
import { formatMoment } from '../../../format/time.ts';
import type { Status } from '../../../parts/status.tsx';
import type { BillLine, BillView } from './bill-fields.ts';
import { paymentMethods } from './payment-method.ts';
import { RecordPayment } from './record-payment.tsx';
import { useBill } from './use-bill.ts';

export interface BillProps {
  readonly id: string;
  readonly status: Status;
  /** Whether the viewer records payments: the call's team, and operators. */
  readonly mayRecord: boolean;
}

/** What a move with a quote costs, and what was paid. A call without a quote has no bill. */
export function Bill({ id, status, mayRecord }: BillProps) {
  const { bill, contractUrl } = useBill(id, status);
  if (!bill) return null;
  return (
    <section className="card bill" aria-labelledby="bill">
      <h2 id="bill">청구서</h2>
      <ol>
        {bill.lines.map((line) => (
          <Line key={line.number} {...line} />
        ))}
      </ol>
      <Sums {...bill} />
      {contractUrl !== null && (
        <Link href={contractUrl} className="button secondary">
          계약서 보기
        </Link>
      )}
      {mayRecord && <RecordPayment id={id} />}
    </section>
  );
}

function Line({ label, amount, method, recordedBy, at }: BillLine) {
  const recorder = recordedBy === 'TEAM' ? '이사팀 기록' : '운영자 기록';
  return (
    <li>
      <span className="what">
        <strong>{label}</strong>
        <small>
          {method !== null && `${paymentMethods[method]} · ${recorder} · `}
          <time dateTime={at}>{formatMoment(at)}</time>
        </small>
      </span>
      <span className="amount">{formatWon(amount)}</span>
    </li>
  );
}

function Sums({ total, paid, due }: Pick<BillView, 'total' | 'paid' | 'due'>) {
  return (
    <dl>
      <dt>{total < 0 ? '고객에게 줄 금액' : '내야 할 금액'}</dt>
      <dd>{formatWon(Math.abs(total))}</dd>
      <dt>낸 금액</dt>
      <dd>{formatWon(paid)}</dd>
      <dt className="due">{due < 0 ? '돌려받을 금액' : '남은 금액'}</dt>
      <dd className="due">{formatWon(Math.abs(due))}</dd>
    </dl>
  );
}
