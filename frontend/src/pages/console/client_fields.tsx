/** What one says of a client. */
import { Field } from '@base-ui/react/field';
import { FieldFault, TextField } from '../../design/field';
import { useConsole } from '../../messages/console';
import css from './client_new.module.css';

interface Filled {
  defaultValue?: string;
  onValueChange?: () => void;
}

export function NameField(filled: Filled) {
  const { t } = useConsole();
  return (
    <TextField
      {...filled}
      name="client_name"
      label={t('client.name')}
      hint={t('client.name.hint')}
      autoComplete="off"
      maxLength={100}
      check={(value) => (value.trim() === '' ? t('client.name.missing') : null)}
    />
  );
}

export function ScopeField({ hint, ...filled }: Filled & { hint: string }) {
  const { t } = useConsole();
  return (
    <TextField
      {...filled}
      name="scope"
      label={t('client.scope')}
      aside={t('optional')}
      hint={hint}
      autoComplete="off"
      maxLength={1024}
    />
  );
}

export function HomeField(filled: Filled) {
  const { t } = useConsole();
  return (
    <TextField
      {...filled}
      name="client_uri"
      type="url"
      label={t('client.home')}
      aside={t('optional')}
      hint={t('client.home.hint')}
      autoComplete="off"
      maxLength={2000}
    />
  );
}

/** Several lines of text, one URI a line. */
export function UrisField(filled: Filled) {
  const { t } = useConsole();
  return (
    <Field.Root name="redirect_uris" className={css.area}>
      <Field.Label>{t('client.redirect_uris')}</Field.Label>
      <Field.Description render={<small />}>{t('client.redirect_uris.hint')}</Field.Description>
      <Field.Control
        defaultValue=""
        {...filled}
        render={<textarea rows={3} spellCheck={false} autoCapitalize="none" />}
      />
      <FieldFault />
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
