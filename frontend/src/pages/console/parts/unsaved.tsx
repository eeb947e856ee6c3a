/** Asks before what somebody has typed is lost: by a link, the back button, a reload or a closed tab. */
import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../../design/button';
import css from '../../../design/confirm.module.css';
import { guardBack } from '../../../shell/back';

/** What the router notes beside each address: the how manieth of the tab it is. */
const place = () => (history.state as { idx?: number } | null)?.idx ?? 0;

/** The address in this app that a click leads to, if it does. */
function addressOf(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link?.href || link.target === '_blank' || link.hasAttribute('download')) return null;
  const { origin, pathname, search, hash } = new URL(link.href);
  return origin === location.origin ? pathname + search + hash : null;
}

export function Unsaved({
  unsaved,
  title,
  text,
  leave,
  stay,
}: {
  unsaved: boolean;
  title: string;
  text: string;
  leave: string;
  stay: string;
}) {
  const navigate = useNavigate();
  const [onward, setOnward] = useState<(() => void) | null>(null);
  const leaving = useRef(false);

  useEffect(() => {
    if (!unsaved) return undefined;
    const here = place();
    let returning = false;
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!leaving.current) event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      const address = leaving.current ? null : addressOf(event);
      if (address === null) return;
      event.preventDefault();
      event.stopPropagation();
      setOnward(() => () => void navigate(address));
    };
    // The browser has gone already. It is led back before the router hears of it.
    const onPop = (event: PopStateEvent) => {
      if (leaving.current) return;
      event.stopImmediatePropagation();
      if (returning) {
        returning = false;
        return;
      }
      const steps = place() - here;
      if (steps === 0) return;
      returning = true;
      history.go(-steps);
      setOnward(() => () => history.go(steps));
    };
    addEventListener('beforeunload', onUnload);
    document.addEventListener('click', onClick, true);
    const unguard = guardBack(onPop);
    return () => {
      removeEventListener('beforeunload', onUnload);
      document.removeEventListener('click', onClick, true);
      unguard();
    };
  }, [unsaved, navigate]);

  return (
    <AlertDialog.Root open={onward !== null} onOpenChange={(open) => !open && setOnward(null)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={css.back} />
        <AlertDialog.Popup className={css.dialog}>
          <AlertDialog.Title className={css.title}>{title}</AlertDialog.Title>
          <AlertDialog.Description className={css.text}>{text}</AlertDialog.Description>
          <div className={css.acts}>
            <AlertDialog.Close render={<Button>{stay}</Button>} />
            <Button
              look="danger"
              onClick={() => {
                leaving.current = true;
                setOnward(null);
                onward?.();
              }}
            >
              {leave}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
