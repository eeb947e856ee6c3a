/** What one says of a client. */
import { Field } from '@base-ui/react/field';
import { useConsole } from '../../messages/console';
import css from './client_new.module.css';

/** Several lines of text, one URI a line. */
export function UrisField({ defaultValue = '' }: { defaultValue?: string }) {
  const { t } = useConsole();
  return (
    <Field.Root name="redirect_uris" className={css.area}>
      <Field.Label>{t('client.redirect_uris')}</Field.Label>
      <Field.Description render={<small />}>{t('client.redirect_uris.hint')}</Field.Description>
      <Field.Control
        defaultValue={defaultValue}
        render={<textarea rows={3} spellCheck={false} autoCapitalize="none" />}
      />
      <Field.Error className={css.error} />
    </Field.Root>
  );
}

/** Whether people are asked before the client gets something. */
export function OwnField({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const { t } = useConsole();
  return (
    <label className={css.check}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{t('client.first_party.text')}</span>
    </label>
  );
}

/** The lines of a text that are not empty. */
export function linesOf(text: string): string[] {
  return text
    .split(/\s+/)
    .map((line) => line.trim())
    .filter(Boolean);
}
