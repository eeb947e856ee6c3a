//! The `claims` parameter of authorization requests, which is JSON (OpenID Connect Core §5.5).

use super::scopes::OPENID;
use oathgate_domain::oauth::{
    AuthenticationContext, AuthorizationRequest, ClaimsRequest, Client, OAuthError, Parameters, PersonClaim,
    RequestFault,
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Longest parameter that is read, in bytes.
const MAX_BYTES: usize = 4096;
/// Deepest nesting: the members, the claims in them, what is said of each, and the values in a list.
const MAX_DEPTH: usize = 5;

/// Why a parameter is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unfit {
    /// It is not what §5.5 describes.
    Malformed(&'static str),
    /// No sign-in has one of the classes of `acr` that the client insists on (§5.5.1.1).
    Unmet,
}

/// Reads a request of `client` with all that is in it.
///
/// # Errors
/// [`RequestFault`].
pub(super) fn read_request(
    parameters: &Parameters,
    client: &Client,
) -> Result<AuthorizationRequest, RequestFault> {
    let mut request = AuthorizationRequest::read(parameters, client)?;
    // It belongs to OpenID Connect alone: without `openid` there is neither an ID token nor userinfo.
    let Some(text) = parameters.one("claims").ok().flatten().filter(|_| request.scopes.contains(OPENID))
    else {
        return Ok(request);
    };
    let ClaimsRequest { wanted, subjects } = parse(text).map_err(|unfit| {
        let (error, description) = match unfit {
            Unfit::Malformed(why) => (OAuthError::InvalidRequest, why),
            Unfit::Unmet => (
                OAuthError::UnmetAuthenticationRequirements,
                "nobody can sign in by one of the acr values that the client insists on",
            ),
        };
        RequestFault { error, description: description.to_owned(), back: Some(request.back.clone()) }
    })?;
    request.claims = ClaimsRequest { wanted: wanted.within(&client.scopes), subjects };
    Ok(request)
}

/// Reads the JSON. Members and claims that are not known count as not there.
fn parse(text: &str) -> Result<ClaimsRequest, Unfit> {
    if text.len() > MAX_BYTES {
        return Err(Unfit::Malformed("claims has at most 4096 bytes"));
    }
    let value: Value =
        serde_json::from_str(text).map_err(|_| Unfit::Malformed("claims is no JSON object"))?;
    if is_deeper(&value, MAX_DEPTH) {
        return Err(Unfit::Malformed("claims is nested too deeply"));
    }
    let Value::Object(members) = value else {
        return Err(Unfit::Malformed("claims is no JSON object"));
    };
    let mut asked = ClaimsRequest::default();
    asked.wanted.userinfo = member(&members, "userinfo", &mut asked.subjects)?;
    asked.wanted.id_token = member(&members, "id_token", &mut asked.subjects)?;
    Ok(asked)
}

/// The claims in a member. Whom `sub` means goes to `subjects`.
fn member(
    members: &Map<String, Value>,
    name: &str,
    subjects: &mut Vec<BTreeSet<String>>,
) -> Result<BTreeSet<PersonClaim>, Unfit> {
    let claims = match members.get(name) {
        None | Some(Value::Null) => return Ok(BTreeSet::new()),
        Some(Value::Object(claims)) => claims,
        Some(_) => return Err(Unfit::Malformed("userinfo and id_token of claims are JSON objects")),
    };
    let mut wanted = BTreeSet::new();
    for (name, said) in claims {
        let Said { is_essential, values } = Said::read(said)?;
        match (name.as_str(), values) {
            ("sub", Some(values)) => {
                let texts: Option<BTreeSet<_>> =
                    values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
                subjects.push(texts.ok_or(Unfit::Malformed("values of sub in claims are texts"))?);
            }
            ("acr", Some(values)) if is_essential => {
                let is_met = |value: &&Value| {
                    value.as_str().is_some_and(|class| AuthenticationContext::CLASSES.contains(&class))
                };
                values.iter().find(is_met).ok_or(Unfit::Unmet)?;
            }
            // What a sign-in has is told anyhow, and a person has one value of everything else.
            _ => wanted.extend(PersonClaim::parse(name)),
        }
    }
    Ok(wanted)
}

/// What is said of a claim (§5.5.1).
struct Said<'a> {
    is_essential: bool,
    /// The values that will do; none where every one does.
    values: Option<&'a [Value]>,
}

impl<'a> Said<'a> {
    fn read(said: &'a Value) -> Result<Self, Unfit> {
        let said = match said {
            Value::Null => return Ok(Self { is_essential: false, values: None }),
            Value::Object(said) => said,
            _ => return Err(Unfit::Malformed("each claim in claims is null or a JSON object")),
        };
        let is_essential = match said.get("essential") {
            None => false,
            Some(Value::Bool(is_essential)) => *is_essential,
            Some(_) => return Err(Unfit::Malformed("essential in claims is true or false")),
        };
        let values = match (said.get("value"), said.get("values")) {
            (None, None) => None,
            (Some(value), None) => Some(std::slice::from_ref(value)),
            (None, Some(Value::Array(values))) if !values.is_empty() => Some(values.as_slice()),
            (None, Some(_)) => return Err(Unfit::Malformed("values in claims is a list that is not empty")),
            (Some(_), Some(_)) => {
                return Err(Unfit::Malformed("a claim in claims has value or values, not both"));
            }
        };
        Ok(Self { is_essential, values })
    }
}

/// Whether objects and lists are nested more deeply than this.
fn is_deeper(value: &Value, most: usize) -> bool {
    let Some(rest) = most.checked_sub(1) else { return true };
    match value {
        Value::Object(members) => members.values().any(|value| is_deeper(value, rest)),
        Value::Array(values) => values.iter().any(|value| is_deeper(value, rest)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn malformed(text: &str) -> &'static str {
        match parse(text) {
            Err(Unfit::Malformed(why)) => why,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn the_example_of_the_specification_is_read() {
        let asked = parse(
            r#"{"userinfo": {"given_name": {"essential": true}, "nickname": null, "email": {"essential": true},
                "email_verified": {"essential": true}, "picture": null,
                "http://example.info/claims/groups": null},
               "id_token": {"auth_time": {"essential": true}, "acr": {"values": ["urn:mace:incommon:iap:silver"]}},
               "verified_claims": [1]}"#,
        )
        .unwrap();
        assert_eq!(asked.wanted.to_string(), "userinfo.given_name userinfo.email userinfo.email_verified");
        assert_eq!(asked.subjects, Vec::<BTreeSet<String>>::new());
        assert_eq!(parse(r#"{"userinfo": null, "id_token": {}}"#), Ok(ClaimsRequest::default()));
    }

    #[test]
    fn a_person_is_named_by_sub() {
        let asked =
            parse(r#"{"id_token": {"sub": {"value": "a"}}, "userinfo": {"sub": {"values": ["a", "b"]}}}"#);
        let asked = asked.unwrap();
        assert!(asked.may_mean("a") && !asked.may_mean("b"));
        assert!(parse(r#"{"id_token": {"sub": null}}"#).unwrap().may_mean("anybody"));
    }

    #[test]
    fn a_class_that_nobody_has_is_told_where_the_client_insists() {
        let acr = |said: &str| parse(&format!(r#"{{"id_token": {{"acr": {said}}}}}"#));
        for unmet in [r#"{"essential": true, "value": "5"}"#, r#"{"essential": true, "values": ["0", 1]}"#] {
            assert_eq!(acr(unmet), Err(Unfit::Unmet), "{unmet}");
        }
        for met in [
            r#"{"essential": true}"#,
            r#"{"essential": true, "values": ["5", "1"]}"#,
            r#"{"essential": false, "value": "5"}"#,
            r#"{"values": ["5"]}"#,
        ] {
            assert!(acr(met).is_ok(), "{met}");
        }
    }

    #[test]
    fn what_is_malformed_is_told() {
        for (text, why) in [
            ("", "no JSON object"),
            ("[]", "no JSON object"),
            ("{", "no JSON object"),
            (r#"{"userinfo": []}"#, "are JSON objects"),
            (r#"{"id_token": {"email": true}}"#, "null or a JSON object"),
            (r#"{"id_token": {"email": {"essential": "yes"}}}"#, "true or false"),
            (r#"{"id_token": {"sub": {"values": "a"}}}"#, "a list"),
            (r#"{"id_token": {"sub": {"values": []}}}"#, "a list"),
            (r#"{"id_token": {"sub": {"value": 7}}}"#, "are texts"),
            (r#"{"id_token": {"sub": {"value": "a", "values": ["a"]}}}"#, "not both"),
            (r#"{"x": {"y": {"z": [[1]]}}}"#, "too deeply"),
        ] {
            assert!(malformed(text).contains(why), "{text}: {}", malformed(text));
        }
        assert!(malformed(&format!(r#"{{"x": "{}"}}"#, "y".repeat(MAX_BYTES))).contains("4096"));
        assert!(malformed(&"[".repeat(4000)).contains("no JSON object"), "it is not followed down");
    }
}
