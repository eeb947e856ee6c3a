// A program without people: it asks for a token of its own, keeps it as long as it is good, and shows it to an API.
const issuer = process.env.OATHGATE_URL ?? 'http://localhost:8000';
const api = process.env.API_URL ?? 'http://localhost:3000';

let kept;

async function token() {
  if (kept && Date.now() < kept.until) return kept.access_token;
  // Both are urlencoded before they are joined (RFC 6749, section 2.3.1).
  const [id, secret] = [process.env.CLIENT_ID, process.env.CLIENT_SECRET].map(encodeURIComponent);
  const answer = await fetch(`${issuer}/oauth/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'jobs.run' }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`${body.error}: ${body.error_description}`);
  // Half a minute early, since clocks differ and requests take time.
  kept = { access_token: body.access_token, until: Date.now() + (body.expires_in - 30) * 1000 };
  return kept.access_token;
}

const answer = await fetch(`${api}/jobs`, {
  method: 'POST',
  headers: { Authorization: `Bearer ${await token()}` },
});
console.log(answer.status, await answer.text());
