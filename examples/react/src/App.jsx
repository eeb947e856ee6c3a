import { useAuth } from 'react-oidc-context';

export function App() {
  const auth = useAuth();

  if (auth.isLoading) return <p>One moment …</p>;
  if (auth.error) return <p role="alert">That did not work: {auth.error.message}</p>;
  if (!auth.isAuthenticated) return <button onClick={() => auth.signinRedirect()}>Sign in</button>;

  const { name, email } = auth.user.profile;
  return (
    <main>
      <h1>Hello, {name ?? email}</h1>
      <button onClick={() => auth.removeUser()}>Sign out</button>
    </main>
  );
}
