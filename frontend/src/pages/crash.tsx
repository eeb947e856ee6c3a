import { Button } from '../design/button';
import { Card, CardHead } from '../design/card';
import { Logo } from '../design/logo';
import { useMessages } from '../messages/provider';
import { brand } from '../shell/brand';
import css from '../shell/hosted.module.css';

/** In the place of a page whose code has failed. */
export function Crash() {
  const { t } = useMessages();
  return (
    <div className={css.page}>
      <header className={css.brand}>
        {/* A full load, since the app's own state may be what is broken. */}
        <a href="/" aria-label={t('brand.home', { name: brand.name })}>
          <Logo />
        </a>
      </header>
      <main className={css.main}>
        <Card>
          <title>{`${t('crash.title')} · ${brand.name}`}</title>
          <CardHead>
            <h1>{t('crash.title')}</h1>
            <p>{t('crash.text')}</p>
          </CardHead>
          <Button look="primary" wide onClick={() => location.reload()}>
            {t('crash.reload')}
          </Button>
        </Card>
      </main>
    </div>
  );
}
