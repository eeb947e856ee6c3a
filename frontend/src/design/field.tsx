/** Fields of forms: label above, hint between, error below, all of them tied to the input. */
import { Field } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';
import { useState } from 'react';
import { useMessages } from '../messages/provider';
import css from './field.module.css';
import hidden from './hidden.module.css';
import { Icon } from './icons';

type Input = Omit<ComponentProps<typeof Field.Control>, 'className' | 'render' | 'style'>;

type FieldProps = Input & {
  name: string;
  label: string;
  /** Says the rules before they are broken. */
  hint?: ReactNode;
  /** Beside the label, as "optional". */
  aside?: ReactNode;
  /** What is wrong with a value, if anything. Called when the form is sent. */
  check?: (value: string) => string | null;
  /** Below the input. */
  children?: ReactNode;
};

export function TextField({ name, label, hint, aside, check, children, ...input }: FieldProps) {
  return (
    <FieldFrame {...{ name, label, hint, aside, check }} after={children}>
      <Field.Control {...input} className={css.input} spellCheck={false} autoCapitalize="none" />
    </FieldFrame>
  );
}

/** A field of several lines. */
export function LinesField({ name, label, hint, aside, check, children, ...input }: FieldProps) {
  return (
    <FieldFrame {...{ name, label, hint, aside, check }} after={children}>
      <Field.Control
        {...input}
        render={<textarea rows={2} />}
        className={`${css.input} ${css.lines}`}
        spellCheck={false}
      />
    </FieldFrame>
  );
}

export function PasswordField({ name, label, hint, aside, check, children, ...input }: FieldProps) {
  const { t } = useMessages();
  const [shown, show] = useState(false);
  return (
    <FieldFrame {...{ name, label, hint, aside, check }} after={children}>
      <div className={css.row}>
        <Field.Control
          {...input}
          type={shown ? 'text' : 'password'}
          className={css.input}
          spellCheck={false}
          autoCapitalize="none"
          autoCorrect="off"
        />
        {/* The name is text inside, not a label of its own, so that it is not taken for the field. */}
        <button type="button" className={css.reveal} aria-pressed={shown} onClick={() => show(!shown)}>
          <Icon name={shown ? 'eyeOff' : 'eye'} />
          <span className={hidden.hidden}>{t('field.show_password')}</span>
        </button>
      </div>
    </FieldFrame>
  );
}

type FrameProps = Pick<FieldProps, 'name' | 'label' | 'hint' | 'aside'> & {
  check: FieldProps['check'];
  children: ReactNode;
  after: ReactNode;
};

function FieldFrame({ name, label, hint, aside, check, children, after }: FrameProps) {
  return (
    <Field.Root
      name={name}
      className={css.field}
      validate={(value) => check?.(typeof value === 'string' ? value : '') ?? null}
    >
      <div className={css.head}>
        <Field.Label className={css.label}>{label}</Field.Label>
        {aside && <span className={css.aside}>{aside}</span>}
      </div>
      {hint && <Field.Description className={css.hint}>{hint}</Field.Description>}
      {children}
      <FieldFault />
      {after}
    </Field.Root>
  );
}

/** What is wrong with a field, below it. */
export function FieldFault() {
  return <Field.Error className={css.error} render={<ErrorText />} />;
}

function ErrorText({ children, ...rest }: ComponentProps<'div'>) {
  return (
    <div {...rest}>
      <Icon name="alert" size={18} />
      <span>{children}</span>
    </div>
  );
}
