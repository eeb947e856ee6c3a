//! Reads what somebody wants to register about a client.

mod values;

use self::values::{called, check_jwks, own, page, pair, targets};
use oathgate_domain::{
    invalid::Invalid,
    oauth::{
        ClientAuthentication, ClientKeys, ClientMetadata, JwsAlgorithm, RedirectUri, Resources, SubjectType,
    },
    signing::SigningAlgorithm,
};
use time::Duration;

/// Most addresses of people, and of pages to come back to after signing out.
const MAX_CONTACTS: usize = 10;
const MAX_POST_LOGOUT: usize = 20;
/// Longest address of a person, in bytes (RFC 5321 §4.5.3.1.3).
const MAX_CONTACT: usize = 254;

/// What is to be registered about a client, as it was given: the names are those of RFC 7591 §2.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the specifications have a list of switches")]
pub struct MetadataForm {
    /// `jwks`, in JSON.
    pub jwks: Option<String>,
    /// `jwks_uri`.
    pub jwks_uri: Option<String>,
    /// `token_endpoint_auth_signing_alg`.
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// `id_token_signed_response_alg`.
    pub id_token_signed_response_alg: Option<String>,
    /// `userinfo_signed_response_alg`.
    pub userinfo_signed_response_alg: Option<String>,
    /// `request_object_signing_alg`.
    pub request_object_signing_alg: Option<String>,
    /// `require_signed_request_object`.
    pub require_signed_request_object: bool,
    /// `require_pushed_authorization_requests`.
    pub require_pushed_authorization_requests: bool,
    /// `dpop_bound_access_tokens`.
    pub dpop_bound_access_tokens: bool,
    /// `subject_type`.
    pub subject_type: Option<String>,
    /// `sector_identifier_uri`.
    pub sector_identifier_uri: Option<String>,
    /// `post_logout_redirect_uris`.
    pub post_logout_redirect_uris: Vec<String>,
    /// `backchannel_logout_uri`.
    pub backchannel_logout_uri: Option<String>,
    /// `backchannel_logout_session_required`.
    pub backchannel_logout_session_required: bool,
    /// `contacts`.
    pub contacts: Vec<String>,
    /// `logo_uri`.
    pub logo_uri: Option<String>,
    /// `policy_uri`.
    pub policy_uri: Option<String>,
    /// `tos_uri`.
    pub tos_uri: Option<String>,
    /// `default_max_age`, in seconds.
    pub default_max_age: Option<u32>,
    /// `initiate_login_uri`.
    pub initiate_login_uri: Option<String>,
    /// What it is, where it is a resource server. For operators to say.
    pub audiences: Vec<String>,
    /// The resources that it may ask tokens for. For operators to say.
    pub resources: Vec<String>,
}

impl MetadataForm {
    /// The form that these would have been read from.
    pub fn of(metadata: &ClientMetadata) -> Self {
        let (jwks, jwks_uri) = match &metadata.keys {
            None => (None, None),
            Some(ClientKeys::Inline(set)) => (Some(set.clone()), None),
            Some(ClientKeys::At(uri)) => (None, Some(uri.clone())),
        };
        let theirs = |algorithm: Option<JwsAlgorithm>| algorithm.map(|known| known.as_str().to_owned());
        let ours = |algorithm: Option<SigningAlgorithm>| algorithm.map(|known| known.as_str().to_owned());
        let uris = metadata.post_logout_redirect_uris.iter();
        let names = |resources: &Resources| resources.iter().map(str::to_owned).collect();
        Self {
            jwks,
            jwks_uri,
            token_endpoint_auth_signing_alg: theirs(metadata.assertion_algorithm),
            id_token_signed_response_alg: ours(metadata.id_token_algorithm),
            userinfo_signed_response_alg: ours(metadata.userinfo_algorithm),
            request_object_signing_alg: theirs(metadata.request_object_algorithm),
            require_signed_request_object: metadata.requires_signed_request,
            require_pushed_authorization_requests: metadata.requires_pushed_request,
            dpop_bound_access_tokens: metadata.requires_dpop,
            subject_type: Some(metadata.subject_type.as_str().to_owned()),
            sector_identifier_uri: metadata.sector_identifier_uri.clone(),
            post_logout_redirect_uris: uris.map(|uri| uri.as_str().to_owned()).collect(),
            backchannel_logout_uri: metadata.backchannel_logout_uri.clone(),
            backchannel_logout_session_required: metadata.backchannel_logout_session_required,
            contacts: metadata.contacts.clone(),
            logo_uri: metadata.logo_uri.clone(),
            policy_uri: metadata.policy_uri.clone(),
            tos_uri: metadata.tos_uri.clone(),
            default_max_age: metadata
                .default_max_age
                .map(|age| u32::try_from(age.whole_seconds()).unwrap_or(u32::MAX)),
            initiate_login_uri: metadata.initiate_login_uri.clone(),
            audiences: names(&metadata.audiences),
            resources: names(&metadata.resources),
        }
    }

    /// Reads it for a client that shows itself by `method`. What is wrong is added to `faults`.
    pub(super) fn read(&self, method: ClientAuthentication, faults: &mut Vec<Invalid>) -> ClientMetadata {
        let keys = self.keys(faults);
        let signs = |field| Invalid::new(field, "keys_missing", "This needs jwks or jwks_uri.");
        if method == ClientAuthentication::PrivateKeyJwt && keys.is_none() {
            faults.push(signs("token_endpoint_auth_method"));
        }
        let request_object_algorithm =
            pair("request_object_signing_alg", self.request_object_signing_alg.as_deref(), faults);
        if request_object_algorithm.is_some() && keys.is_none() {
            faults.push(signs("request_object_signing_alg"));
        }
        if self.require_signed_request_object && keys.is_none() {
            faults.push(signs("require_signed_request_object"));
        }
        let subject_type = match self.subject_type.as_deref().map(SubjectType::parse) {
            None => SubjectType::default(),
            Some(Some(kind)) => kind,
            Some(None) => {
                let message = "A subject type is public or pairwise.";
                faults.push(Invalid::new("subject_type", "invalid_subject_type", message));
                SubjectType::default()
            }
        };
        ClientMetadata {
            keys,
            assertion_algorithm: self.assertion_algorithm(method, faults),
            id_token_algorithm: own(
                "id_token_signed_response_alg",
                self.id_token_signed_response_alg.as_deref(),
                faults,
            ),
            userinfo_algorithm: own(
                "userinfo_signed_response_alg",
                self.userinfo_signed_response_alg.as_deref(),
                faults,
            ),
            request_object_algorithm,
            requires_signed_request: self.require_signed_request_object,
            requires_pushed_request: self.require_pushed_authorization_requests,
            requires_dpop: self.dpop_bound_access_tokens,
            subject_type,
            sector_identifier_uri: called(
                "sector_identifier_uri",
                self.sector_identifier_uri.as_deref(),
                faults,
            ),
            post_logout_redirect_uris: self.post_logout_redirect_uris(faults),
            backchannel_logout_uri: called(
                "backchannel_logout_uri",
                self.backchannel_logout_uri.as_deref(),
                faults,
            ),
            backchannel_logout_session_required: self.backchannel_logout_session_required,
            contacts: self.contacts(faults),
            logo_uri: page("logo_uri", self.logo_uri.as_deref(), faults),
            policy_uri: page("policy_uri", self.policy_uri.as_deref(), faults),
            tos_uri: page("tos_uri", self.tos_uri.as_deref(), faults),
            default_max_age: self.default_max_age.map(|seconds| Duration::seconds(seconds.into())),
            initiate_login_uri: called("initiate_login_uri", self.initiate_login_uri.as_deref(), faults),
            audiences: targets("audiences", &self.audiences, faults),
            resources: targets("resources", &self.resources, faults),
        }
    }

    fn keys(&self, faults: &mut Vec<Invalid>) -> Option<ClientKeys> {
        match (&self.jwks, &self.jwks_uri) {
            (None, None) => None,
            (Some(_), Some(_)) => {
                let message = "A client has either jwks or jwks_uri (RFC 7591 §2).";
                faults.push(Invalid::new("jwks", "keys_twice", message));
                None
            }
            (Some(set), None) => match check_jwks(set) {
                Ok(()) => Some(ClientKeys::Inline(set.clone())),
                Err(message) => {
                    faults.push(Invalid::new("jwks", "invalid_jwks", message));
                    None
                }
            },
            (None, Some(uri)) => called("jwks_uri", Some(uri), faults).map(ClientKeys::At),
        }
    }

    fn assertion_algorithm(
        &self,
        method: ClientAuthentication,
        faults: &mut Vec<Invalid>,
    ) -> Option<JwsAlgorithm> {
        let field = "token_endpoint_auth_signing_alg";
        let name = self.token_endpoint_auth_signing_alg.as_deref()?;
        let known = JwsAlgorithm::parse(name);
        let fits = known.is_some_and(|algorithm| match method {
            ClientAuthentication::PrivateKeyJwt => algorithm.is_of_pair(),
            ClientAuthentication::SecretJwt => !algorithm.is_of_pair(),
            // It says nothing of the other methods.
            _ => true,
        });
        if !fits {
            let message = "private_key_jwt goes with ES256, ES384, EdDSA, PS256 and RS256, \
                           client_secret_jwt with HS256.";
            faults.push(Invalid::new(field, "invalid_algorithm", message));
        }
        let signs = matches!(method, ClientAuthentication::PrivateKeyJwt | ClientAuthentication::SecretJwt);
        known.filter(|_| fits && signs)
    }

    fn post_logout_redirect_uris(&self, faults: &mut Vec<Invalid>) -> Vec<RedirectUri> {
        let field = "post_logout_redirect_uris";
        if self.post_logout_redirect_uris.len() > MAX_POST_LOGOUT {
            faults.push(Invalid::new(field, "too_many", "A client has at most 20 of them."));
        }
        let mut uris = Vec::new();
        for uri in self.post_logout_redirect_uris.iter().take(MAX_POST_LOGOUT) {
            match RedirectUri::register(uri) {
                Ok(uri) if uris.contains(&uri) => {}
                Ok(uri) => uris.push(uri),
                Err(fault) => faults.push(fault.named(field)),
            }
        }
        uris
    }

    fn contacts(&self, faults: &mut Vec<Invalid>) -> Vec<String> {
        let fine =
            |text: &String| (1..=MAX_CONTACT).contains(&text.len()) && !text.chars().any(char::is_control);
        if self.contacts.len() > MAX_CONTACTS || !self.contacts.iter().all(fine) {
            let message = "A client has at most 10 contacts of 1 to 254 bytes.";
            faults.push(Invalid::new("contacts", "invalid_contacts", message));
            return Vec::new();
        }
        self.contacts.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

    fn read(form: &MetadataForm, method: ClientAuthentication) -> Result<ClientMetadata, Vec<String>> {
        let mut faults = Vec::new();
        let metadata = form.read(method, &mut faults);
        let told = |fault: &Invalid| format!("{} {}", fault.field, fault.code);
        if faults.is_empty() { Ok(metadata) } else { Err(faults.iter().map(told).collect()) }
    }

    fn fault(change: impl FnOnce(&mut MetadataForm), method: ClientAuthentication) -> String {
        let mut form = MetadataForm::default();
        change(&mut form);
        read(&form, method).unwrap_err().join(", ")
    }

    #[expect(clippy::unnecessary_wraps, reason = "most fields of the form are optional")]
    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn nothing_given_is_what_the_specifications_say() {
        let metadata = read(&MetadataForm::default(), ClientAuthentication::None).unwrap();
        assert_eq!(metadata, ClientMetadata::default());
    }

    #[test]
    fn what_is_given_is_kept() {
        let form = MetadataForm {
            jwks: some(KEY),
            token_endpoint_auth_signing_alg: some("Ed25519"),
            id_token_signed_response_alg: some("ES256"),
            post_logout_redirect_uris: vec!["https://a.example/".to_owned(); 2],
            jwks_uri: None,
            backchannel_logout_uri: some("http://127.0.0.1:3000/out"),
            default_max_age: Some(60),
            subject_type: some("pairwise"),
            resources: vec!["https://api.example".to_owned()],
            ..MetadataForm::default()
        };
        let metadata = read(&form, ClientAuthentication::PrivateKeyJwt).unwrap();
        assert_eq!(metadata.keys, Some(ClientKeys::Inline(KEY.to_owned())));
        assert_eq!(metadata.assertion_algorithm, Some(JwsAlgorithm::EdDsa));
        assert_eq!(metadata.id_token_algorithm, Some(SigningAlgorithm::Es256));
        assert_eq!(metadata.post_logout_redirect_uris.len(), 1);
        assert_eq!(metadata.backchannel_logout_uri.as_deref(), Some("http://127.0.0.1:3000/out"));
        assert_eq!(metadata.default_max_age, Some(Duration::MINUTE));
        assert_eq!(metadata.subject_type, SubjectType::Pairwise);
        assert_eq!(metadata.resources.to_string(), "https://api.example");
        let again = read(&MetadataForm::of(&metadata), ClientAuthentication::PrivateKeyJwt);
        assert_eq!(again, Ok(metadata));
    }

    #[test]
    fn what_no_client_can_be() {
        use ClientAuthentication::{None as Public, PrivateKeyJwt, SecretBasic, SecretJwt};
        let keys = |keys: &str| fault(|form| form.jwks = some(keys), SecretBasic);
        for bad in [
            "",
            "[]",
            "{}",
            r#"{"keys":[]}"#,
            r#"{"keys":[1]}"#,
            r#"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#,
            r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"a","d":"b"}]}"#,
            &KEY.replace("11q", &"1".repeat(values::MAX_JWKS)),
        ] {
            assert_eq!(keys(bad), "jwks invalid_jwks", "{bad}");
        }
        for (told, expected) in [
            (fault(|_| {}, PrivateKeyJwt), "token_endpoint_auth_method keys_missing"),
            (
                fault(
                    |form| (form.jwks, form.jwks_uri) = (some(KEY), some("https://a.example/keys")),
                    Public,
                ),
                "jwks keys_twice",
            ),
            (fault(|form| form.jwks_uri = some("http://a.example/keys"), Public), "jwks_uri invalid_url"),
            (fault(|form| form.jwks_uri = some("file:///etc/passwd"), Public), "jwks_uri invalid_url"),
            (
                fault(|form| form.token_endpoint_auth_signing_alg = some("none"), SecretJwt),
                "token_endpoint_auth_signing_alg invalid_algorithm",
            ),
            (
                fault(|form| form.token_endpoint_auth_signing_alg = some("RS256"), SecretJwt),
                "token_endpoint_auth_signing_alg invalid_algorithm",
            ),
            (
                fault(|form| form.id_token_signed_response_alg = some("HS256"), Public),
                "id_token_signed_response_alg invalid_algorithm",
            ),
            (
                fault(|form| form.userinfo_signed_response_alg = some("none"), Public),
                "userinfo_signed_response_alg invalid_algorithm",
            ),
            (
                fault(|form| form.request_object_signing_alg = some("none"), Public),
                "request_object_signing_alg invalid_algorithm",
            ),
            (
                fault(|form| form.require_signed_request_object = true, Public),
                "require_signed_request_object keys_missing",
            ),
            (fault(|form| form.subject_type = some("private"), Public), "subject_type invalid_subject_type"),
            (
                fault(|form| form.backchannel_logout_uri = some("https://a.example/#x"), Public),
                "backchannel_logout_uri invalid_url",
            ),
            (fault(|form| form.logo_uri = some("javascript:alert(1)"), Public), "logo_uri invalid_url"),
            (
                fault(|form| form.post_logout_redirect_uris = vec!["https://*.example/".into()], Public),
                "post_logout_redirect_uris invalid_redirect_uri",
            ),
            (
                fault(|form| form.contacts = vec!["a@b.example".into(); 11], Public),
                "contacts invalid_contacts",
            ),
        ] {
            assert_eq!(told, expected);
        }
    }
}
