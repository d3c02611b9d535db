import { Check } from 'lucide-react';
import { useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { useMutation } from 'urql';
import { graphql } from '../../api/graphql.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Field } from '../../parts/field.tsx';
import { Problems } from '../../parts/problems.tsx';
import { type UserError, userErrorFields } from '../../parts/user-errors.ts';
import { CancelCost } from './bill/cancel-cost.tsx';
import { callFields } from './call-fields.ts';

const Cancel = graphql(
  `
    mutation CancelCall($id: ID!, $reason: String, $forCustomer: Boolean) {
      cancelMoveCall(id: $id, reason: $reason, forCustomer: $forCustomer) {
        moveCall {
          ...CallFields
        }
        userErrors {
          ...UserErrorFields
        }
      }
    }
  `,
  [callFields, userErrorFields],
);

export interface CancelCallProps {
  readonly id: string;
  readonly hasMover: boolean;
  readonly isOperator: boolean;
}

/** Cancels a call, after a dialog that explains the consequences and what they cost. */
export function CancelCall({ id, hasMover, isOperator }: CancelCallProps) {
  const [{ fetching, error }, cancel] = useMutation(Cancel);
  const [reason, setReason] = useState('');
  const [forCustomer, setForCustomer] = useState(false);
  const [errors, setErrors] = useState<readonly UserError[]>([]);

  async function confirm(): Promise<void> {
    setErrors([]);
    const { data } = await cancel({ id, reason: reason.trim() || null, forCustomer });
    // A call that is cancelled already is no problem: its live event removes this dialog.
    setErrors((data?.cancelMoveCall.userErrors ?? []).filter(({ code }) => code !== 'ALREADY_CANCELLED'));
  }

  return (
    <Confirm
      label="호출 취소하기"
      className="cancel"
      title="호출을 취소할까요?"
      text={
        hasMover
          ? '정해진 이사팀의 배정도 함께 취소되고, 취소했다고 카카오톡으로 알려 드려요. 되돌릴 수 없어요.'
          : '이사팀 찾기를 멈추고, 취소했다고 카카오톡으로 알려 드려요. 되돌릴 수 없어요.'
      }
      confirm="취소하기"
      confirming="취소하고 있어요"
      busy={fetching}
      onConfirm={() => void confirm()}
    >
      {isOperator && (
        <Checkbox isSelected={forCustomer} onChange={setForCustomer}>
          <span className="box" aria-hidden="true">
            <Check size={16} strokeWidth={3.2} />
          </span>
          고객이 취소해 달라고 했어요
        </Checkbox>
      )}
      <CancelCost id={id} forCustomer={forCustomer} />
      <Field label="취소하는 이유 (선택)" value={reason} onChange={setReason} maxLength={200} />
      <Problems errors={errors} error={error} onRetry={() => void confirm()} />
    </Confirm>
  );
}
