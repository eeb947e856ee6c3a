/** States, each with an icon and a word. */
import { Icon } from '../../../design/icons';
import type { components } from '@oathgate/sdk';
import { useConsole } from '../../../messages/console';
import tones from '../../../design/tones.module.css';
import css from './badge.module.css';
import { Glyph, type GlyphName } from './glyph';

type Tone = 'quiet' | 'info' | 'success' | 'warning' | 'danger';
export type RunStatus = components['schemas']['StatusView'];
export type UserStatus = components['schemas']['UserStatusView'];

export function Badge({
  tone,
  icon,
  children,
}: {
  tone: Tone;
  icon: GlyphName | 'done' | 'alert';
  children: string;
}) {
  return (
    <span className={`${css.badge} ${tones[tone]}`}>
      {icon === 'done' || icon === 'alert' ? <Icon name={icon} size={15} /> : <Glyph name={icon} size={15} />}
      {children}
    </span>
  );
}

const runs: Record<RunStatus, [Tone, GlyphName | 'done' | 'alert']> = {
  queued: ['quiet', 'clock'],
  waiting: ['quiet', 'clock'],
  running: ['info', 'play'],
  paused: ['warning', 'pause'],
  done: ['success', 'done'],
  failed: ['danger', 'alert'],
  cancelled: ['quiet', 'stop'],
};

export const runStatuses = Object.keys(runs) as RunStatus[];

/** Where a run is. One that failed and is tried again shows that. */
export function RunBadge({ status, failed = 0 }: { status: RunStatus; failed?: number }) {
  const { t } = useConsole();
  const [tone, icon] = runs[status];
  if (status === 'waiting' && failed > 0) {
    return (
      <Badge tone="warning" icon="turn">
        {t('status.retrying')}
      </Badge>
    );
  }
  return (
    <Badge tone={tone} icon={icon}>
      {t(`status.${status}`)}
    </Badge>
  );
}

const users: Record<UserStatus, [Tone, GlyphName | 'done' | 'alert']> = {
  unverified: ['warning', 'clock'],
  active: ['success', 'done'],
  disabled: ['danger', 'stop'],
};

export const userStatuses = Object.keys(users) as UserStatus[];

export function UserBadge({ status }: { status: UserStatus }) {
  const { t } = useConsole();
  const [tone, icon] = users[status];
  return (
    <Badge tone={tone} icon={icon}>
      {t(`user.status.${status}`)}
    </Badge>
  );
}
