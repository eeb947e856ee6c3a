import { ButtonLink } from '../design/button';
import { Card, CardHead } from '../design/card';
import { useMessages } from '../messages/provider';
import { PageTitle } from '../shell/page_title';

export function Component() {
  const { t } = useMessages();
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('signed_out.title')}</PageTitle>
        <p>{t('signed_out.text')}</p>
      </CardHead>
      <ButtonLink to="/login" look="primary" wide>
        {t('signed_out.again')}
      </ButtonLink>
    </Card>
  );
}
