import type { FormEvent } from 'react';
import { MoneyField } from '../../../parts/money-field.tsx';
import { Problems } from '../../../parts/problems.tsx';
import { errorOf, errorsElsewhere } from '../../../parts/user-errors.ts';
import { paymentMethods } from './payment-method.ts';
import { Select } from '../../../parts/select.tsx';
import { payments, usePayment } from './use-payment.ts';

const paymentLabels = Object.fromEntries(
  Object.entries(payments).map(([name, { label }]) => [name, label]),
) as Readonly<Record<keyof typeof payments, string>>;

/** The form with which the team and operators record money that changed hands. */
export function RecordPayment({ id }: { readonly id: string }) {
  const { draft, busy, errors, error, done, change, submit } = usePayment(id);
  return (
    <details className="record">
      <summary>결제 기록하기</summary>
      <form
        noValidate
        aria-label="결제 기록"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (!busy) submit();
        }}
      >
        <Select
          label="무엇을"
          options={paymentLabels}
          value={draft.name}
          onChange={(name) => change({ name })}
        />
        <Select
          label="어떻게"
          options={paymentMethods}
          value={draft.method}
          onChange={(method) => change({ method })}
        />
        <MoneyField
          label="금액 (원)"
          hint="1원부터 1억 원까지"
          value={draft.amount}
          onChange={(amount) => change({ amount })}
          error={errorOf(errors, 'amount')}
        />
        <Problems errors={errorsElsewhere(errors, ['amount'])} error={error} onRetry={submit} />
        <p role="status">{done}</p>
        <button type="submit" className="primary" disabled={busy} data-busy={busy || undefined}>
          {busy ? '기록하고 있어요' : '기록하기'}
        </button>
      </form>
    </details>
  );
}
