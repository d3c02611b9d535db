import '../../styles/sheet.css';
import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useMutation } from 'urql';
import { graphql } from '../../api/graphql.ts';
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
    <DialogTrigger>
      <Button className="danger quiet cancel">호출 취소하기</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="sheet">
          <Dialog role="alertdialog">
            {({ close }) => (
              <>
                <Heading slot="title">호출을 취소할까요?</Heading>
                <p>
                  {hasMover
                    ? '정해진 이사팀의 배정도 함께 취소되고, 취소했다고 카카오톡으로 알려 드려요. 되돌릴 수 없어요.'
                    : '이사팀 찾기를 멈추고, 취소했다고 카카오톡으로 알려 드려요. 되돌릴 수 없어요.'}
                </p>
                <Field label="취소하는 이유 (선택)" value={reason} onChange={setReason} maxLength={200} />
                <Problems errors={errors} error={error} onRetry={() => void confirm()} />
                <div className="row">
                  <Button className="secondary" onPress={close}>
                    그대로 두기
                  </Button>
                  <Button
                    className="danger"
                    data-busy={fetching || undefined}
                    isDisabled={fetching}
                    onPress={() => void confirm()}
                  >
                    {fetching ? '취소하고 있어요' : '취소하기'}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
