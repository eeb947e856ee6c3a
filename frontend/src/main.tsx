import './design/base.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { session } from './api/client';
import { queries } from './api/queries';
import { App } from './app';
import { firstChoice, speak } from './messages/choice';
import { MessagesProvider } from './messages/provider';

// A new version replaces the files of the old one. Who has the old page open gets the new one, once.
addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('oathgate.reloaded'));
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem('oathgate.reloaded', String(Date.now()));
  event.preventDefault();
  location.reload();
});

// Both take a request; neither waits for the other.
void session.look();
await speak(firstChoice());

const root = document.querySelector('#app');
if (!root) throw new Error('the page has no place for the app');
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <MessagesProvider>
        <QueryClientProvider client={queries}>
          <App />
        </QueryClientProvider>
      </MessagesProvider>
    </CSPProvider>
  </StrictMode>,
);
