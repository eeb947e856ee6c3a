//! The page at `/` where no web app is built in: what this server is and where to go.

use super::layout::{Escaped, Page};
use poem::{Response, http::StatusCode};
use url::Url;

/// The page.
pub(super) fn page(issuer: &Url, captures_mail: bool) -> Response {
    let base = issuer.as_str().trim_end_matches('/');
    let link = |path: &str, what: &str| {
        format!(r#"<dt>{what}</dt><dd><a href="{path}">{base}{path}</a></dd>"#, base = Escaped(base))
    };
    let mut addresses = vec![
        link("/docs", "API, to try out"),
        link("/openapi.json", "API, for programs"),
        link("/health", "Health"),
    ];
    if captures_mail {
        addresses.push(link("/dev/mailbox", "Captured mail"));
    }
    let steps = if captures_mail { first_steps(base) } else { String::new() };
    let main = format!(
        r"<section><h1>Oathgate</h1>
<p>An OAuth 2 and OpenID Connect server whose every side effect is a step of a durable workflow.</p>
<dl>{}</dl></section>
{steps}",
        addresses.concat()
    );
    Page::wide("Welcome", main).answer(StatusCode::OK)
}

fn first_steps(base: &str) -> String {
    let base = Escaped(base);
    format!(
        r#"<section><h2>First steps</h2>
<ol>
<li><p>Register. Click the command to select it.</p>
<pre class="copy">curl {base}/auth/register -H 'Content-Type: application/json' -d '{{"email": "ada@example.com", "password": "violet otter nine doors"}}'</pre></li>
<li><p>Open the <a href="/dev/mailbox">captured mail</a> and follow its link.</p></li>
<li><p>Sign in.</p>
<pre class="copy">curl {base}/auth/login -H 'Content-Type: application/json' -d '{{"email": "ada@example.com", "password": "violet otter nine doors"}}'</pre></li>
<li><p>Say who you are, with the <code>access_token</code> of the answer.</p>
<pre class="copy">curl {base}/users/me -H 'Authorization: Bearer ACCESS_TOKEN'</pre></li>
</ol></section>"#
    )
}
