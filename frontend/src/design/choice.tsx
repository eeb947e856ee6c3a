import { Field } from '@base-ui/react/field';
import css from './choice.module.css';
import { FieldFault } from './field';

/** A native list as a field of a form. */
export function Choice({
  name,
  label,
  options,
  defaultValue,
}: {
  name: string;
  label: string;
  options: readonly (readonly [value: string, label: string])[];
  defaultValue?: string;
}) {
  return (
    <Field.Root name={name} className={css.field}>
      <Field.Label className={css.label}>{label}</Field.Label>
      <Field.Control
        defaultValue={defaultValue ?? options[0]?.[0] ?? ''}
        render={
          <select>
            {options.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        }
      />
      <FieldFault />
    </Field.Root>
  );
}
