import { ButtonLink } from '../../design/button';
import { useMessages } from '../../messages/provider';
import { Head } from './parts/page';

/** An address under which the console has no page. */
export function Component() {
  const { t } = useMessages();
  return (
    <Head title={t('not_found.title')} lead={t('not_found.text')}>
      <ButtonLink to="/console">{t('not_found.home')}</ButtonLink>
    </Head>
  );
}
