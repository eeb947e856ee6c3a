//! The cookie by which a browser is recognised at its next sign-in. It opens nothing.

use super::session_cookie::value_of;
use oathgate_domain::secret::Secret;
use poem::{
    http::HeaderMap,
    web::cookie::{Cookie, CookieJar, SameSite},
};
use std::time::Duration;

/// The longest that browsers keep a cookie: 400 days (RFC 6265bis §5.5).
const KEPT: Duration = Duration::from_hours(24 * 400);

/// The device cookie of this server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeviceCookie {
    secure: bool,
}

impl DeviceCookie {
    /// The cookie. With an https issuer it is `Secure` and no sibling host can set it.
    pub(crate) fn new(https: bool) -> Self {
        Self { secure: https }
    }

    fn name(self) -> &'static str {
        if self.secure { "__Host-oathgate_device" } else { "oathgate_device" }
    }

    /// What the browser has kept.
    pub(crate) fn read(self, headers: &HeaderMap) -> Option<Secret> {
        value_of(headers, self.name())
    }

    /// Has the browser keep `token`, beside the cookie that the answer sets itself.
    pub(crate) fn keep(self, jar: &CookieJar, token: &Secret) {
        let mut cookie = Cookie::new_with_str(self.name(), token.expose());
        cookie.set_path("/");
        cookie.set_max_age(KEPT);
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_secure(self.secure);
        jar.add(cookie);
    }
}
