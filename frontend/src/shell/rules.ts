/** What can be known of a value before it is sent. The server decides; these only save the way there. */
import { useMemo } from 'react';
import { useMessages } from '../messages/provider';

const MIN_PASSWORD = 8;
const MAX_PASSWORD = 128;

export function useRules() {
  const { t } = useMessages();
  return useMemo(
    () => ({
      email: {
        present: (value: string) => (value.trim() === '' ? t('invalid.email.required') : null),
        valid: (value: string) => {
          if (value.trim() === '') return t('invalid.email.required');
          return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? null : t('invalid.email.invalid_email');
        },
      },
      password: {
        present: (value: string) => (value === '' ? t('invalid.password.required') : null),
        chosen: (value: string) => {
          if (value === '') return t('invalid.password.required');
          const length = characters(value);
          if (length < MIN_PASSWORD) return t('invalid.password.too_short');
          return length > MAX_PASSWORD ? t('invalid.password.too_long') : null;
        },
      },
    }),
    [t],
  );
}

/** The length as the server counts it. */
export function characters(password: string): number {
  return [...password.normalize('NFKC')].length;
}

export const isTooShort = (password: string) => characters(password) < MIN_PASSWORD;
