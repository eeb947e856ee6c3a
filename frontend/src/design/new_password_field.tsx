import { useDeferredValue, useEffect, useState } from 'react';
import { useMessages } from '../messages/provider';
import { isTooShort, useRules } from '../shell/rules';
import { PasswordField } from './field';
import hidden from './hidden.module.css';
import css from './new_password_field.module.css';

type Estimate = (password: string, context: readonly string[]) => number;

/** A field in which to choose a password: the rules above, how strong it is beside the label and below. */
export function NewPasswordField({
  name,
  label,
  context,
}: {
  name: 'password' | 'new_password';
  label: string;
  /** Words that are easily guessed for this person. */
  context: readonly string[];
}) {
  const { t } = useMessages();
  const rules = useRules();
  const [value, setValue] = useState('');
  const [estimate, setEstimate] = useState<{ of: Estimate } | null>(null);

  // Without the file there is no meter; the form works all the same.
  const load = () => {
    if (!estimate) import('./strength').then((file) => setEstimate({ of: file.strengthOf })).catch(() => {});
  };

  const typed = useDeferredValue(value);
  const short = isTooShort(typed);
  const score = short || !estimate ? null : estimate.of(typed, context);
  const words = typed === '' ? '' : short ? t('strength.short') : score === null ? '' : word(t, score);
  const said = useAfterPause(words);
  // A little for a beginning, so that the first character shows that something counts.
  const level = typed === '' ? 0 : short ? 1 : (score ?? 0) + 1;

  return (
    <PasswordField
      name={name}
      label={label}
      aside={
        <>
          <span className={css.words} data-level={score === null ? undefined : level} aria-hidden="true">
            {words}
          </span>
          <span className={hidden.hidden} role="status">
            {said && `${t('strength.label')}: ${said}`}
          </span>
        </>
      }
      hint={t('field.password_rules')}
      autoComplete="new-password"
      check={rules.password.chosen}
      onFocus={load}
      onValueChange={setValue}
    >
      <div className={css.bars} data-level={score === null ? undefined : level} aria-hidden="true">
        {[1, 2, 3, 4, 5].map((each) => (
          <span key={each} data-on={each <= level || undefined} />
        ))}
      </div>
    </PasswordField>
  );
}

function word(t: ReturnType<typeof useMessages>['t'], score: number): string {
  return t(`strength.${Math.min(4, Math.max(0, score)) as 0 | 1 | 2 | 3 | 4}`);
}

/** The text once it has been the same for a while: nobody wants to hear each key. */
function useAfterPause(text: string): string {
  const [said, say] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => say(text), 900);
    return () => clearTimeout(timer);
  }, [text]);
  return said;
}
