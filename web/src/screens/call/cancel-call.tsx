import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../api/graphql.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Field } from '../../parts/field.tsx';
import { Problems } from '../../parts/problems.tsx';
import { type UserError, userErrorFields } from '../../parts/user-errors.ts';
import { callFields } from './call-fields.ts';

const Cancel = graphql(
  `
    mutation CancelCall($id: ID!, $reason: String) {
      cancelMoveCall(id: $id, reason: $reason) {
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

/** Cancels a call, after a dialog that explains the consequences. */
export function CancelCall({ id, hasMover }: { readonly id: string; readonly hasMover: boolean }) {
  const [{ fetching, error }, cancel] = useMutation(Cancel);
  const [reason, setReason] = useState('');
  const [errors, setErrors] = useState<readonly UserError[]>([]);

  async function confirm(): Promise<void> {
    setErrors([]);
    const { data } = await cancel({ id, reason: reason.trim() || null });
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
      <Field label="취소하는 이유 (선택)" value={reason} onChange={setReason} maxLength={200} />
      <Problems errors={errors} error={error} onRetry={() => void confirm()} />
    </Confirm>
  );
}
