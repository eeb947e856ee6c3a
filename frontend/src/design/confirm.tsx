import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useState } from 'react';
import { Button } from './button';
import css from './confirm.module.css';

/** A button that asks once more, saying what exactly will happen. */
export function Confirm({
  label,
  name,
  look,
  title,
  text,
  cancel,
  onConfirm,
}: {
  label: string;
  /** What screen readers call it, where there are several of the same label. */
  name?: string;
  look: 'danger' | 'primary';
  title: string;
  text: string;
  cancel: string;
  onConfirm: () => Promise<unknown>;
}) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    // What went wrong is shown where the button is.
    await onConfirm().catch(() => {});
    setBusy(false);
    setOpen(false);
  };
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger render={<Button aria-label={name}>{label}</Button>} />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={css.back} />
        <AlertDialog.Popup className={css.dialog}>
          <AlertDialog.Title className={css.title}>{title}</AlertDialog.Title>
          <AlertDialog.Description className={css.text}>{text}</AlertDialog.Description>
          <div className={css.acts}>
            <AlertDialog.Close render={<Button>{cancel}</Button>} />
            <Button look={look} busy={busy} onClick={() => void act()}>
              {label}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
