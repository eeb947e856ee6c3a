import { Suspense } from 'react';
import { Link, Outlet } from 'react-router';
import { Logo } from '../design/logo';
import { useMessages } from '../messages/provider';
import { brand } from './brand';
import { Footer } from './footer';
import css from './hosted.module.css';

/** The frame of the pages that ask one thing: the logo, a card, and the foot. */
export function Hosted({ wide = false }: { wide?: boolean }) {
  const { t } = useMessages();
  return (
    <div className={css.page} data-wide={wide || undefined}>
      <header className={css.brand}>
        <Link to="/" aria-label={t('brand.home', { name: brand.name })}>
          <Logo />
        </Link>
      </header>
      <main className={css.main}>
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <Footer />
    </div>
  );
}
