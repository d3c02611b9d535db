import '../styles/sheet.css';
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';

export interface ConfirmProps {
  /** The button that opens the dialog. */
  readonly label: string;
  readonly title: string;
  /** What will happen. */
  readonly text: string;
  /** The button that does it, and what it says while it is at work. */
  readonly confirm: string;
  readonly confirming: string;
  readonly busy: boolean;
  readonly onConfirm: () => void;
  readonly className?: string;
  /** Primary for what others than this person will notice, but nothing is lost by. */
  readonly tone?: 'danger' | 'primary';
  /** Fields of the dialog, and problems of the last attempt. */
  readonly children?: ReactNode;
}

/** A button for what cannot be undone, or concerns many: a dialog explains the consequences first. */
export function Confirm({
  label,
  title,
  text,
  className = '',
  tone = 'danger',
  children,
  ...action
}: ConfirmProps) {
  return (
    <DialogTrigger>
      <Button className={`${tone === 'danger' ? 'danger quiet' : tone} ${className}`}>{label}</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="sheet">
          <Dialog role="alertdialog">
            {({ close }) => (
              <>
                <Heading slot="title">{title}</Heading>
                <p>{text}</p>
                {children}
                <div className="row">
                  <Button className="secondary" onPress={close}>
                    그대로 두기
                  </Button>
                  <Button
                    className={tone}
                    data-busy={action.busy || undefined}
                    isDisabled={action.busy}
                    onPress={action.onConfirm}
                  >
                    {action.busy ? action.confirming : action.confirm}
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
