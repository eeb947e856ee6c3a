import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AuthProvider } from 'react-oidc-context';
import { App } from './App.jsx';

const settings = {
  authority: import.meta.env.OATHGATE_URL ?? 'http://localhost:8000',
  client_id: import.meta.env.CLIENT_ID ?? 'react-example',
  redirect_uri: `${location.origin}/`,
  scope: 'openid profile email',
  // Names are told by the userinfo endpoint.
  loadUserInfo: true,
  // The code is used up; it need not stay in the address.
  onSigninCallback: () => history.replaceState({}, '', location.pathname),
};

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <AuthProvider {...settings}>
      <App />
    </AuthProvider>
  </StrictMode>,
);
