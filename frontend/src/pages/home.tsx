import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ButtonLink } from '../design/button';
import { Icon, type IconName } from '../design/icons';
import { useMessages } from '../messages/provider';
import { useDevMailbox } from '../shell/dev_mailbox';
import { brand } from '../shell/brand';
import { PageTitle } from '../shell/page_title';
import css from './home.module.css';

/** What this is, for somebody who has just found it. */
export function Component() {
  const { t } = useMessages();
  // Nothing below is shown before it is known, lest it moves.
  const dev = useDevMailbox();
  return (
    <div className={css.home}>
      <section className={css.hero}>
        <PageTitle>{t('home.title')}</PageTitle>
        <p className={css.lead}>{t('home.lead', { name: brand.name })}</p>
        <div className={css.acts}>
          <ButtonLink to="/login" look="primary">
            {t('home.sign_in')}
          </ButtonLink>
          <ButtonLink to="/register">{t('home.create')}</ButtonLink>
        </div>
      </section>
      {dev && <FirstSteps />}
      {dev !== undefined && (
        <section className={css.links} aria-labelledby="for-developers">
          <h2 id="for-developers">{t('home.links')}</h2>
          <ul>
            <Resource icon="book" href="/docs" title={t('home.links.docs')}>
              {t('home.links.docs.text')}
            </Resource>
            <Resource icon="terminal" href="/openapi.json" title={t('home.links.openapi')}>
              {t('home.links.openapi.text')}
            </Resource>
            <Resource icon="pulse" href="/health" title={t('home.links.health')}>
              {t('home.links.health.text')}
            </Resource>
          </ul>
        </section>
      )}
    </div>
  );
}

function FirstSteps() {
  const { t } = useMessages();
  return (
    <section className={css.steps} aria-labelledby="first-steps">
      <div className={css.stepsHead}>
        <h2 id="first-steps">{t('home.dev.title')}</h2>
        <p>{t('home.dev.lead')}</p>
      </div>
      <ol>
        <Step title={<Link to="/register">{t('home.dev.register')}</Link>}>
          {t('home.dev.register.text')}
        </Step>
        <Step title={<a href="/dev/mailbox">{t('home.dev.mailbox')}</a>}>{t('home.dev.mailbox.text')}</Step>
        <Step title={t('home.dev.verify')}>{t('home.dev.verify.text')}</Step>
        <Step title={<Link to="/login">{t('home.dev.sign_in')}</Link>}>{t('home.dev.sign_in.text')}</Step>
      </ol>
    </section>
  );
}

function Step({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <li className={css.step}>
      <h3>{title}</h3>
      <p>{children}</p>
    </li>
  );
}

function Resource({
  icon,
  href,
  title,
  children,
}: {
  icon: IconName;
  href: string;
  title: string;
  children: ReactNode;
}) {
  return (
    <li>
      <a href={href} className={css.resource}>
        <Icon name={icon} />
        <span>
          <strong>{title}</strong>
          <span>{children}</span>
        </span>
        <Icon name="arrow" size={18} />
      </a>
    </li>
  );
}
