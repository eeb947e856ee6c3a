/** Where somebody types the code that a device shows, and says whether it may sign in as them (RFC 8628 §3.3). */
import { useEffect, useState } from 'react';
import { Navigate, useLocation } from 'react-router';
import { api, session } from '../api/client';
import { codeOf, faultOf, SignedOut } from '../api/fault';
import type { components } from '@oathgate/sdk';
import { Button, ButtonLink } from '../design/button';
import { Card, CardHead } from '../design/card';
import { FaultNotice } from '../design/fault_notice';
import { TextField } from '../design/field';
import { Form } from '../design/form';
import { Medal } from '../design/medal';
import { Notice } from '../design/notice';
import { useMessages } from '../messages/provider';
import { Asked, Decide, Who } from '../shell/asking';
import asking from '../shell/asking.module.css';
import { Unreachable, useSession } from '../shell/guards';
import { PageTitle } from '../shell/page_title';
import { Waiting } from '../shell/waiting';
import css from './device.module.css';

type Device = components['schemas']['WaitingDevice'];
/** What is known of the device: nothing yet, what it asks, or what it was told. */
type Stage = { is: 'code'; gone: boolean } | { is: 'asked'; device: Device } | { is: 'told'; allow: boolean };

export function Component() {
  const { pathname, search } = useLocation();
  const state = useSession();
  useEffect(() => {
    void session.look(true);
  }, []);

  switch (state.is) {
    case 'in':
      return <Steps given={new URLSearchParams(search).get('user_code') ?? ''} />;
    case 'unknown':
      return <Waiting />;
    case 'unreachable':
      return <Unreachable error={state.error} />;
    case 'out':
      if (state.why === 'new') return <Waiting />;
      return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />;
  }
}

function Steps({ given }: { given: string }) {
  const [stage, setStage] = useState<Stage>({ is: 'code', gone: false });
  switch (stage.is) {
    case 'code':
      return <Code given={given} gone={stage.gone} onFound={(device) => setStage({ is: 'asked', device })} />;
    case 'asked':
      return (
        <Question
          device={stage.device}
          onTold={(allow) => setStage({ is: 'told', allow })}
          onGone={() => setStage({ is: 'code', gone: true })}
        />
      );
    case 'told':
      return <Told allow={stage.allow} />;
  }
}

function Code({ given, gone, onFound }: { given: string; gone: boolean; onFound: (device: Device) => void }) {
  const { t } = useMessages();
  const { mutateAsync: find } = api.useMutation('post', '/oauth/device/request');
  return (
    <Card>
      <CardHead>
        <Medal icon="desktop" />
        <PageTitle>{t('device.title')}</PageTitle>
        <p>{t('device.text')}</p>
      </CardHead>
      {gone && (
        <Notice kind="warning" title={t('device.gone.title')}>
          {t('device.gone.text')}
        </Notice>
      )}
      <Form
        first
        send={({ user_code = '' }) => find({ body: { user_code: user_code.trim() } })}
        onDone={onFound}
        about={{ not_found: { field: 'user_code', words: t('device.no_such') } }}
      >
        {(busy) => (
          <>
            <TextField
              name="user_code"
              label={t('device.code')}
              hint={t('device.hint')}
              autoComplete="off"
              autoCorrect="off"
              maxLength={64}
              defaultValue={gone ? '' : given.slice(0, 64)}
              check={(value) => (value.trim() === '' ? t('device.missing') : null)}
            />
            <Button type="submit" look="primary" wide busy={busy}>
              {t('device.submit')}
            </Button>
          </>
        )}
      </Form>
    </Card>
  );
}

function Question({
  device,
  onTold,
  onGone,
}: {
  device: Device;
  onTold: (allow: boolean) => void;
  onGone: () => void;
}) {
  const { t } = useMessages();
  const { client, scopes, email, user_code } = device;
  const decide = api.useMutation('post', '/oauth/device/decision', {
    onSuccess: (_, { body }) => onTold(body.allow),
    onError: (error: unknown) => {
      if (codeOf(error) === 'not_found') onGone();
    },
  });
  const answering = decide.isPending ? decide.variables.body.allow : null;
  const answer = (allow: boolean) => {
    if (answering === null) decide.mutate({ body: { user_code, allow } });
  };
  return (
    <Card>
      <CardHead>
        <PageTitle>{t('device.ask', { client: client.name })}</PageTitle>
        <p>{t('device.compare')}</p>
      </CardHead>
      <p className={css.code}>
        <code>{user_code}</code>
      </p>
      <Notice kind="warning" title={t('device.careful.title')}>
        {t('device.careful.text')}
      </Notice>
      <Who email={email} answering={answering !== null} />
      <Asked client={client} scopes={scopes} />
      {decide.error && !(decide.error instanceof SignedOut) && (
        <FaultNotice fault={faultOf(decide.error)} retry={() => answer(decide.variables.body.allow)} />
      )}
      <Decide answering={answering} onAnswer={answer} />
      <p className={asking.later}>{t('consent.later')}</p>
    </Card>
  );
}

function Told({ allow }: { allow: boolean }) {
  const { t } = useMessages();
  return (
    <Card>
      <CardHead>
        <Medal icon={allow ? 'done' : 'shield'} kind={allow ? 'success' : 'plain'} />
        <PageTitle>{t(allow ? 'device.allowed.title' : 'device.denied.title')}</PageTitle>
        <p>{t(allow ? 'device.allowed.text' : 'device.denied.text')}</p>
      </CardHead>
      <ButtonLink to="/account/apps" wide>
        {t('device.apps')}
      </ButtonLink>
    </Card>
  );
}
