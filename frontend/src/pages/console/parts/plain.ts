/** Values of workflows and of the audit trail in words, never as JSON. */

/** "Sent"; "registration: 0198…, attempt: 2"; nothing for nothing. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([, each]) => plain(each) !== '')
      .map(([name, each]) => `${spaced(name)}: ${plain(each)}`)
      .join(', ');
  }
  return String(value as string | number | boolean);
}

/** `mail_verification` as "mail verification". */
export function spaced(name: string): string {
  return name.replaceAll('_', ' ');
}

/** A text that an operator typed as a value: what is JSON is that, everything else is text. */
export function typed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The start and the end of a long id. */
export function short(id: string): string {
  return id.length > 16 ? `${id.slice(0, 4)}…${id.slice(-6)}` : id;
}
