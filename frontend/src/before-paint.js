// Runs before the page is painted; see vite.config.ts.
try {
  const theme = localStorage.getItem('oathgate.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden. The theme of the system is right then.
}
