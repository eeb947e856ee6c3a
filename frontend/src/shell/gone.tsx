import { useEffect, useState } from 'react';
import { ButtonLink } from '../design/button';
import { Card, CardHead } from '../design/card';
import { Medal } from '../design/medal';
import { useMessages } from '../messages/provider';
import { PageTitle } from './page_title';

/** In the place of a question of an app that was answered, or whose time is up. */
export function Gone() {
  const { t } = useMessages();
  return (
    <Card>
      <CardHead>
        <Medal icon="clock" kind="warning" />
        <PageTitle>{t('consent.gone.title')}</PageTitle>
        <p>{t('consent.gone.text')}</p>
      </CardHead>
      <ButtonLink to="/account" wide>
        {t('account.back')}
      </ButtonLink>
    </Card>
  );
}

/** Whether the page came back from the browser's memory after it was left: its question may be answered. */
export function useReturn(): boolean {
  const [returned, setReturned] = useState(false);
  useEffect(() => {
    const shown = (event: PageTransitionEvent) => event.persisted && setReturned(true);
    addEventListener('pageshow', shown);
    return () => removeEventListener('pageshow', shown);
  }, []);
  return returned;
}
