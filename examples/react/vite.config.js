import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // What may be read from the environment, and so by everybody: a single-page app keeps no secrets.
  envPrefix: ['OATHGATE_URL', 'CLIENT_ID'],
});
