/** A form that is sent to the server once at a time and shows what the server says where it belongs. */
import { Form as BaseForm } from '@base-ui/react/form';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type Fault, type ProblemCode, faultOf, codeOf, SignedOut } from '../api/fault';
import { fieldWords } from '../messages/field_words';
import { useMessages } from '../messages/provider';
import { firstPage } from '../shell/first_page';
import { FaultNotice } from './fault_notice';
import css from './form.module.css';
import hidden from './hidden.module.css';

type Values = Record<string, string>;

interface FormProps<R> {
  /** Sends the values. Rejects with what the server answered. */
  send: (values: Values) => Promise<R>;
  onDone?: (result: R, values: Values) => void;
  /** A refusal that the page shows in its own way. It stays in sight until the form is sent again. */
  refusals?: Partial<Record<ProblemCode, (values: Values) => ReactNode | void>>;
  /** Refusals that are about one field. */
  about?: Partial<Record<ProblemCode, { field: string; words: string }>>;
  /** The fields, given whether a request is under way. */
  children: (busy: boolean) => ReactNode;
  className?: string;
  /** The form is what the page is for: it can be filled in at once, without a click. */
  first?: boolean;
}

export function Form<R>({ send, onDone, refusals, about, children, className, first = false }: FormProps<R>) {
  const { t, count } = useMessages();
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [fault, setFault] = useState<Fault | null>(null);
  const [refusal, setRefusal] = useState<ReactNode>(null);
  const form = useRef<HTMLFormElement>(null);
  // A second submit can come before the first has been drawn.
  const under = useRef(false);

  useEffect(() => {
    // With a finger, the keyboard would cover the page.
    if (!first || !matchMedia('(pointer: fine)').matches) return;
    if (!firstPage.is(location.pathname)) return;
    const inputs = [...(form.current?.querySelectorAll('input') ?? [])];
    // What is filled in already needs no cursor.
    (inputs.find((input) => input.value === '') ?? inputs[0])?.focus();
  }, [first]);

  function show(error: unknown, values: Values): void {
    if (error instanceof SignedOut) return;
    const code = codeOf(error);
    const field = code && about?.[code];
    if (field) {
      setErrors({ [field.field]: field.words });
      return;
    }
    const known = code && refusals?.[code];
    if (known) {
      setRefusal(known(values) ?? null);
      return;
    }
    const found = faultOf(error);
    if (found.kind === 'fields') {
      const beside = found.errors.filter((each) => isIn(form.current, each.field));
      setErrors(Object.fromEntries(beside.map((each) => [each.field, fieldWords(each, t)])));
      const rest = found.errors.filter((each) => !beside.includes(each));
      setFault(rest.length > 0 ? { ...found, errors: rest } : null);
    } else {
      setFault(found);
    }
  }

  async function submit(given: Record<string, unknown>): Promise<void> {
    if (under.current) return;
    const values = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, typeof value === 'string' ? value : '']),
    );
    under.current = true;
    setBusy(true);
    setErrors({});
    setFault(null);
    setRefusal(null);
    try {
      const result = await send(values);
      onDone?.(result, values);
    } catch (error) {
      show(error, values);
    } finally {
      under.current = false;
      setBusy(false);
    }
  }

  const faulty = Object.keys(errors).length;
  return (
    <BaseForm
      ref={form}
      className={[css.form, className].filter(Boolean).join(' ')}
      errors={errors}
      aria-busy={busy}
      // What the server said of the last try does not hold up the next one: it may have another answer now.
      onSubmitCapture={() => {
        if (faulty > 0) flushSync(() => setErrors({}));
      }}
      onFormSubmit={(values) => void submit(values)}
    >
      {fault && <FaultNotice fault={fault} retry={() => form.current?.requestSubmit()} />}
      {refusal}
      {children(busy)}
      <p className={hidden.hidden} role="status">
        {faulty > 1 && count('form.faulty', faulty)}
      </p>
    </BaseForm>
  );
}

function isIn(form: HTMLFormElement | null, field: string): boolean {
  return form?.elements.namedItem(field) instanceof HTMLElement;
}
