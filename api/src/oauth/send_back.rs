//! How an answer gets back to a client by way of the browser (RFC 6749 §4.1.2, OAuth 2.0 Multiple Response
//! Types §2.1, OAuth 2.0 Form Post Response Mode).

use crate::problem::Rejection;
use oathgate_application::oauth::authorize::Answer;
use oathgate_domain::oauth::ResponseMode;
use url::{Url, form_urlencoded};

/// What the browser does.
pub(super) enum Way {
    /// It goes to an address.
    Go(Url),
    /// It posts a form.
    Post(Url, Vec<(&'static str, String)>),
}

/// The way of an answer.
///
/// # Errors
/// When the redirect URI is none, which a stored one cannot be.
pub(super) fn way(answer: Answer) -> Result<Way, Rejection> {
    let Answer { back, parameters } = answer;
    let mut target =
        Url::parse(&back.redirect_uri).map_err(|_| Rejection::defect("a redirect URI cannot be read"))?;
    Ok(match back.mode {
        ResponseMode::Query => {
            // What the client has in its query stays (RFC 6749 §3.1.2).
            target.query_pairs_mut().extend_pairs(&parameters);
            Way::Go(target)
        }
        ResponseMode::Fragment => {
            let fragment = form_urlencoded::Serializer::new(String::new()).extend_pairs(&parameters).finish();
            target.set_fragment(Some(&fragment));
            Way::Go(target)
        }
        ResponseMode::FormPost => Way::Post(target, parameters),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use oathgate_domain::oauth::ReturnAddress;

    fn go(redirect_uri: &str, mode: ResponseMode) -> String {
        let back = ReturnAddress { redirect_uri: redirect_uri.to_owned(), mode, state: None };
        let parameters = vec![("code", "c".to_owned()), ("state", "a&b\r\nSet-Cookie: x=\"é\"".to_owned())];
        match way(Answer { back, parameters }).unwrap() {
            Way::Go(url) => url.into(),
            Way::Post(..) => panic!("it is posted"),
        }
    }

    #[test]
    fn the_query_of_the_client_stays_and_nothing_breaks_out() {
        let added = "code=c&state=a%26b%0D%0ASet-Cookie%3A+x%3D%22%C3%A9%22";
        for (uri, wanted) in [
            ("https://app.example/cb", format!("https://app.example/cb?{added}")),
            ("https://app.example/cb?tenant=1%20x", format!("https://app.example/cb?tenant=1%20x&{added}")),
            ("com.example.app:/cb", format!("com.example.app:/cb?{added}")),
            ("com.example.app://cb/x", format!("com.example.app://cb/x?{added}")),
            ("http://127.0.0.1:53123/cb", format!("http://127.0.0.1:53123/cb?{added}")),
        ] {
            assert_eq!(go(uri, ResponseMode::Query), wanted);
        }
        assert_eq!(
            go("https://app.example/cb?tenant=1", ResponseMode::Fragment),
            format!("https://app.example/cb?tenant=1#{added}")
        );
    }
}
