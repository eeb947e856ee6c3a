/** Something that an operator does: a button, and a dialog that says what exactly will happen and asks for what is needed. */
import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useState, type ReactNode } from 'react';
import { Button } from '../../../design/button';
import { TextField } from '../../../design/field';
import { Form } from '../../../design/form';
import { useConsole } from '../../../messages/console';
import css from './act.module.css';

type Values = Record<string, string>;

export function Act<R>({
  label,
  called,
  look = 'primary',
  title,
  text,
  name,
  fields,
  send,
  onDone,
}: {
  label: string;
  /** What screen readers call it, where there are several of the same label. */
  called?: string;
  look?: 'danger' | 'primary';
  title: string;
  /** What goes, and what stays. */
  text: ReactNode;
  /** What one has to type, for acts that destroy. */
  name?: string;
  /** What is asked for besides. */
  fields?: ReactNode;
  send: (values: Values) => Promise<R>;
  onDone?: (result: R, values: Values) => void;
}) {
  const { t } = useConsole();
  const [open, setOpen] = useState(false);
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger render={<Button aria-label={called}>{label}</Button>} />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={css.back} />
        <AlertDialog.Popup className={css.dialog}>
          <AlertDialog.Title className={css.title}>{title}</AlertDialog.Title>
          <AlertDialog.Description className={css.text} render={<div />}>
            {text}
          </AlertDialog.Description>
          <Form
            send={send}
            onDone={(result, values) => {
              setOpen(false);
              onDone?.(result, values);
            }}
          >
            {(busy) => (
              <>
                {fields}
                {name !== undefined && (
                  <TextField
                    name="typed_name"
                    label={t('act.type_name', { name })}
                    autoComplete="off"
                    check={(value) => (value.trim() === name ? null : t('act.type_name.wrong', { name }))}
                  />
                )}
                <div className={css.acts}>
                  <AlertDialog.Close render={<Button>{t('act.cancel')}</Button>} />
                  <Button type="submit" look={look} busy={busy}>
                    {label}
                  </Button>
                </div>
              </>
            )}
          </Form>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** Why it is done; for the history and the audit trail. */
export function ReasonField() {
  const { t } = useConsole();
  return (
    <TextField
      name="reason"
      label={t('act.reason')}
      hint={t('act.reason.hint')}
      maxLength={500}
      autoComplete="off"
      check={(value) => (value.trim() === '' ? t('act.reason.missing') : null)}
    />
  );
}
