import { ButtonLink } from '../design/button';
import { Card, CardHead } from '../design/card';
import { useMessages } from '../messages/provider';
import { PageTitle } from '../shell/page_title';

export function Component() {
  const { t } = useMessages();
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('not_found.title')}</PageTitle>
        <p>{t('not_found.text')}</p>
      </CardHead>
      <ButtonLink to="/" look="primary" wide>
        {t('not_found.home')}
      </ButtonLink>
    </Card>
  );
}
