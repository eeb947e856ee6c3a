//! Authorization requests (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).

use super::{
    claims::ClaimsRequest,
    client::{Client, GrantType},
    error::OAuthError,
    jws::KeyThumbprint,
    parameters::Parameters,
    pkce::CodeChallenge,
    resource::Resources,
    scope::Scopes,
};
use time::Duration;

/// Longest `state`, `nonce` and `login_hint` that are taken, in bytes.
const MAX_BYTES: usize = 1024;

/// How the answer gets back to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    #[default]
    Query,
    /// In its fragment.
    Fragment,
    /// In a form that the browser posts (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

impl ResponseMode {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }
}

/// Where an answer goes, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnAddress {
    /// The redirect URI, which was compared with the client's.
    pub redirect_uri: String,
    /// How.
    pub mode: ResponseMode,
    /// `state`, given back as it came.
    pub state: Option<String>,
}

/// What the client asks to be asked of the person (`prompt`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a set of four words")]
pub struct Prompt {
    /// Nothing at all.
    pub none: bool,
    /// To sign in anew.
    pub login: bool,
    /// To consent anew.
    pub consent: bool,
    /// To choose an account.
    pub select_account: bool,
}

/// A valid authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// Where the answer goes.
    pub back: ReturnAddress,
    /// Whether the request named the redirect URI.
    pub redirect_uri_was_given: bool,
    /// What is asked for.
    pub scopes: Scopes,
    /// The resources that the tokens are to be for (RFC 8707 §2.1).
    pub resources: Resources,
    /// `nonce`.
    pub nonce: Option<String>,
    /// The PKCE challenge.
    pub challenge: Option<CodeChallenge>,
    /// The key that must be proven when the code is exchanged (`dpop_jkt`, RFC 9449 §10).
    pub dpop_key: Option<KeyThumbprint>,
    /// What is to be asked of the person.
    pub prompt: Prompt,
    /// How long ago the person may have signed in.
    pub max_age: Option<Duration>,
    /// Who probably wants to sign in.
    pub login_hint: Option<String>,
    /// What is asked for claim by claim. [`Self::read`] leaves it empty: it is JSON, which the application reads.
    pub claims: ClaimsRequest,
}

/// What is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestFault {
    /// The error as the RFC names it.
    pub error: OAuthError,
    /// What is wrong, for the client's developer. ASCII (RFC 6749 §4.1.2.1).
    pub description: String,
    /// Where to tell it. None where the redirect URI is not to be trusted: the person is told.
    pub back: Option<ReturnAddress>,
}

impl AuthorizationRequest {
    /// Reads a request of `client`.
    ///
    /// # Errors
    /// [`RequestFault`].
    pub fn read(parameters: &Parameters, client: &Client) -> Result<Self, RequestFault> {
        let to_person =
            |description: String| RequestFault { error: OAuthError::InvalidRequest, description, back: None };
        let given = parameters.one("redirect_uri").map_err(|repeat| to_person(repeat.to_string()))?;
        let redirect_uri = match (given, client.redirect_uris.as_slice()) {
            (Some(uri), _) if client.knows_redirect(uri) => uri.to_owned(),
            (Some(_), _) => {
                return Err(to_person("redirect_uri is not one that the client registered".into()));
            }
            (None, [only]) => only.as_str().to_owned(),
            (None, _) => return Err(to_person("redirect_uri is missing".into())),
        };
        // From here on the client is told. A repeated state or mode is told without it.
        let state = parameters.one("state").ok().flatten().filter(|state| state.len() <= MAX_BYTES);
        let mode = match parameters.one("response_mode") {
            Ok(None | Some("query")) => Ok(ResponseMode::Query),
            Ok(Some("fragment")) => Ok(ResponseMode::Fragment),
            Ok(Some("form_post")) => Ok(ResponseMode::FormPost),
            Ok(Some(_)) | Err(_) => Err("response_mode is query, fragment or form_post"),
        };
        let back =
            ReturnAddress { redirect_uri, mode: mode.unwrap_or_default(), state: state.map(str::to_owned) };
        let fault = |error, description: &str| RequestFault {
            error,
            description: description.to_owned(),
            back: Some(back.clone()),
        };
        if let Some(repeated) = parameters.repeated() {
            return Err(fault(OAuthError::InvalidRequest, &format!("{repeated} is given more than once")));
        }
        mode.map_err(|why| fault(OAuthError::InvalidRequest, why))?;
        // No page may post to a private scheme: a content security policy has no word for it.
        if back.mode == ResponseMode::FormPost && !back.redirect_uri.starts_with("http") {
            let back = Some(ReturnAddress { mode: ResponseMode::Query, ..back.clone() });
            let description = "form_post goes to an http or https address alone".to_owned();
            return Err(RequestFault { error: OAuthError::InvalidRequest, description, back });
        }
        let one = |name| parameters.one(name).ok().flatten();
        if one("request").is_some() {
            return Err(fault(OAuthError::RequestNotSupported, "request objects are not taken"));
        }
        if one("request_uri").is_some() {
            return Err(fault(OAuthError::RequestUriNotSupported, "request_uri is not taken"));
        }
        match one("response_type") {
            Some("code") => {}
            Some(_) => return Err(fault(OAuthError::UnsupportedResponseType, "response_type is code")),
            None => return Err(fault(OAuthError::InvalidRequest, "response_type is missing")),
        }
        if !client.may_use(GrantType::AuthorizationCode) {
            return Err(fault(OAuthError::UnauthorizedClient, "the client may not use this grant type"));
        }
        for name in ["state", "nonce", "login_hint"] {
            if one(name).is_some_and(|text| text.len() > MAX_BYTES) {
                return Err(fault(
                    OAuthError::InvalidRequest,
                    &format!("{name} has at most {MAX_BYTES} bytes"),
                ));
            }
        }
        // It is kept as it came, and no database keeps every one of them.
        if one("nonce").is_some_and(|text| text.chars().any(char::is_control)) {
            return Err(fault(OAuthError::InvalidRequest, "nonce holds control characters"));
        }
        let scopes = Scopes::parse(one("scope").unwrap_or_default())
            .ok_or_else(|| fault(OAuthError::InvalidScope, "scope is malformed"))?;
        if !scopes.is_subset(&client.scopes) {
            return Err(fault(OAuthError::InvalidScope, "the client may not ask for one of the scopes"));
        }
        let resources = Resources::parse(parameters.many("resource"))
            .map_err(|none| fault(OAuthError::InvalidTarget, &none.to_string()))?;
        let challenge = match (one("code_challenge"), one("code_challenge_method")) {
            (Some(challenge), Some("S256")) => Some(
                CodeChallenge::parse(challenge)
                    .ok_or_else(|| fault(OAuthError::InvalidRequest, "code_challenge is malformed"))?,
            ),
            (Some(_), _) => {
                return Err(fault(OAuthError::InvalidRequest, "code_challenge_method must be S256"));
            }
            (None, Some(_)) => {
                return Err(fault(OAuthError::InvalidRequest, "code_challenge is missing"));
            }
            (None, None) if !client.is_confidential() => {
                return Err(fault(
                    OAuthError::InvalidRequest,
                    "code_challenge is missing; use PKCE with S256",
                ));
            }
            (None, None) => None,
        };
        let dpop_key = match one("dpop_jkt").map(KeyThumbprint::parse) {
            None => None,
            Some(Some(key)) => Some(key),
            Some(None) => return Err(fault(OAuthError::InvalidRequest, "dpop_jkt is malformed")),
        };
        let mut prompt = Prompt::default();
        for word in one("prompt").unwrap_or_default().split(' ').filter(|word| !word.is_empty()) {
            match word {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                "consent" => prompt.consent = true,
                "select_account" => prompt.select_account = true,
                _ => return Err(fault(OAuthError::InvalidRequest, "prompt holds an unknown word")),
            }
        }
        if prompt.none && (prompt.login || prompt.consent || prompt.select_account) {
            return Err(fault(OAuthError::InvalidRequest, "prompt none goes with no other"));
        }
        let max_age = match one("max_age") {
            None => client.metadata.default_max_age,
            Some(text) => match text.parse::<u32>() {
                Ok(seconds) => Some(Duration::seconds(seconds.into())),
                Err(_) => {
                    return Err(fault(OAuthError::InvalidRequest, "max_age is a number of seconds"));
                }
            },
        };
        Ok(Self {
            back: back.clone(),
            redirect_uri_was_given: given.is_some(),
            scopes,
            resources,
            nonce: one("nonce").map(str::to_owned),
            challenge,
            dpop_key,
            prompt,
            max_age,
            login_hint: one("login_hint").map(str::to_owned),
            claims: ClaimsRequest::default(),
        })
    }

    /// What the person is asked about: the scopes, and those that hold what is asked for claim by claim.
    pub fn asked_scopes(&self) -> Scopes {
        self.scopes.union(&self.claims.wanted.scopes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::{ClientAuthentication, ClientId, ClientMetadata, RedirectUri};
    use time::OffsetDateTime;

    const GOOD: &str = "response_type=code&client_id=spa&redirect_uri=https://app.example/cb&scope=openid&state=s1\
                        &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    fn client(authentication: ClientAuthentication) -> Client {
        Client {
            id: ClientId::parse("spa").unwrap(),
            name: "App".to_owned(),
            home: None,
            authentication,
            secret: None,
            sealed_secret: None,
            redirect_uris: vec![RedirectUri::register("https://app.example/cb").unwrap()],
            grant_types: vec![GrantType::AuthorizationCode],
            scopes: Scopes::parse("openid profile").unwrap(),
            is_first_party: false,
            is_disabled: false,
            metadata: ClientMetadata::default(),
            created_at: OffsetDateTime::UNIX_EPOCH,
        }
    }

    fn read(query: &str) -> Result<AuthorizationRequest, RequestFault> {
        AuthorizationRequest::read(&Parameters::parse(query), &client(ClientAuthentication::None))
    }

    #[test]
    fn a_good_request() {
        let request = read(GOOD).unwrap();
        assert_eq!(request.back.state.as_deref(), Some("s1"));
        assert!(request.scopes.contains("openid") && request.challenge.is_some());
    }

    #[test]
    fn what_must_not_be_sent_back_is_told_to_the_person() {
        for query in [
            GOOD.replace("app.example", "evil.example"),
            GOOD.replace("/cb", "/cb/"),
            format!("{GOOD}&redirect_uri=https://app.example/cb"),
        ] {
            assert_eq!(read(&query).unwrap_err().back, None, "{query}");
        }
    }

    #[test]
    fn everything_else_is_sent_back_with_its_state() {
        for (query, error) in [
            (GOOD.replace("=code&", "=token&"), OAuthError::UnsupportedResponseType),
            (GOOD.replace("response_type=code&", ""), OAuthError::InvalidRequest),
            (GOOD.replace("S256", "plain"), OAuthError::InvalidRequest),
            (GOOD.replace("code_challenge=", "x="), OAuthError::InvalidRequest),
            (GOOD.split("&code_challenge").next().unwrap().to_owned(), OAuthError::InvalidRequest),
            (GOOD.replace("scope=openid", "scope=admin"), OAuthError::InvalidScope),
            (format!("{GOOD}&prompt=none%20login"), OAuthError::InvalidRequest),
            (format!("{GOOD}&dpop_jkt=short"), OAuthError::InvalidRequest),
            (format!("{GOOD}&max_age=-1"), OAuthError::InvalidRequest),
            (format!("{GOOD}&nonce=1&nonce=2"), OAuthError::InvalidRequest),
            (format!("{GOOD}&nonce=a%00b"), OAuthError::InvalidRequest),
            (format!("{GOOD}&request=x"), OAuthError::RequestNotSupported),
            (format!("{GOOD}&request_uri=x"), OAuthError::RequestUriNotSupported),
            (format!("{GOOD}&response_mode=web_message"), OAuthError::InvalidRequest),
        ] {
            let fault = read(&query).unwrap_err();
            assert_eq!(fault.error, error, "{query}");
            assert_eq!(fault.back.unwrap().state.as_deref(), Some("s1"), "{query}");
        }
    }

    #[test]
    fn a_request_that_does_not_say_how_old_a_sign_in_may_be_takes_what_is_registered() {
        let mut app = client(ClientAuthentication::None);
        app.metadata.default_max_age = Some(Duration::MINUTE);
        let max_age =
            |query: &str| AuthorizationRequest::read(&Parameters::parse(query), &app).unwrap().max_age;
        assert_eq!(max_age(GOOD), Some(Duration::MINUTE));
        assert_eq!(max_age(&format!("{GOOD}&max_age=5")), Some(Duration::seconds(5)));
        assert_eq!(read(GOOD).unwrap().max_age, None);
    }

    #[test]
    fn nothing_is_posted_to_a_private_scheme() {
        let app = Client {
            redirect_uris: vec![RedirectUri::register("com.example.app:/cb").unwrap()],
            ..client(ClientAuthentication::None)
        };
        let query = GOOD.replace("https://app.example/cb", "com.example.app:/cb");
        assert!(AuthorizationRequest::read(&Parameters::parse(&query), &app).is_ok());
        let posted = Parameters::parse(&format!("{query}&response_mode=form_post"));
        let fault = AuthorizationRequest::read(&posted, &app).unwrap_err();
        assert_eq!(fault.error, OAuthError::InvalidRequest);
        assert_eq!(fault.back.unwrap().mode, ResponseMode::Query);
        assert!(read(&format!("{GOOD}&response_mode=form_post")).is_ok());
    }

    #[test]
    fn a_client_with_a_secret_may_do_without_pkce() {
        let query = GOOD.split("&code_challenge").next().unwrap();
        let parameters = Parameters::parse(query);
        assert!(AuthorizationRequest::read(&parameters, &client(ClientAuthentication::SecretBasic)).is_ok());
    }
}
