import '../styles/sheet.css';
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';

/** A button that opens a dialog with a form. */
export function Sheet({
  label,
  title,
  className = 'quiet',
  children,
}: {
  /** Of the button, for screen readers with what it is about. */
  readonly label: ReactNode;
  readonly title: string;
  /** Of the button. */
  readonly className?: string;
  readonly children: (close: () => void) => ReactNode;
}) {
  return (
    <DialogTrigger>
      <Button className={className}>{label}</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="sheet">
          <Dialog>
            {({ close }) => (
              <>
                <Heading slot="title">{title}</Heading>
                {children(close)}
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
