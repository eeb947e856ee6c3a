import { useState, useSyncExternalStore } from 'react';
import { Icon, type IconName } from '../design/icons';
import { choose, chosen, languages, type Language } from '../messages/choice';
import { useMessages } from '../messages/provider';
import css from './footer.module.css';
import { chooseTheme, chosenTheme, themes, type Theme } from './theme';

/** Language and theme. Native lists: nothing else works as well on every phone and with every reader. */
export function Footer() {
  const { t } = useMessages();
  const { language } = useSyncExternalStore(chosen.subscribe, chosen.current);
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <footer className={css.footer}>
      <Choice
        icon="globe"
        label={t('foot.language')}
        value={language}
        onChange={(to) => void choose(to as Language)}
      >
        {Object.entries(languages).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </Choice>
      <Choice
        icon="theme"
        label={t('foot.theme')}
        value={theme}
        onChange={(to) => {
          chooseTheme(to as Theme);
          setTheme(to as Theme);
        }}
      >
        {themes.map((each) => (
          <option key={each} value={each}>
            {t(`foot.theme.${each}`)}
          </option>
        ))}
      </Choice>
    </footer>
  );
}

function Choice({
  icon,
  label,
  value,
  onChange,
  children,
}: {
  icon: IconName;
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: React.ReactNode;
}) {
  return (
    <span className={css.choice}>
      <Icon name={icon} size={16} />
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
        {children}
      </select>
    </span>
  );
}
