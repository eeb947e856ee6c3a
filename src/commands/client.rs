//! `oathgate client …`: OAuth clients.

use super::{client_update::update, registration_token, stdin::read_secret, tool};
use crate::{
    cli::{ClientCommand, ClientDetails, ClientList, Format, NewClient, WhichClient},
    config::Source,
    failure::Failure,
    output,
    wiring::{Foundation, clients, master_keys, operator, peers, refusal_text, require_current},
};
use oathgate_application::{
    audit::By,
    oauth::{
        client_document::details,
        client_metadata::MetadataForm,
        clients::{ClientForm, Clients},
        registration::RegisterClient,
        sector_files::SectorFiles,
    },
};
use oathgate_domain::{
    oauth::{Client, ClientId, ClientMetadata, RedirectUri},
    secret::Secret,
};
use serde_json::{Map, Value, json};
use std::{fmt::Write as _, fs::File, io::Read, sync::Arc};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Fewest characters of a secret that was not drawn here, as of that of the settings.
const LEAST: usize = 24;

pub(super) fn run(source: &Source, command: ClientCommand) -> Result<(), Failure> {
    tool(source, async |settings| {
        let foundation = Foundation::lay(&settings)?;
        require_current(&foundation.database).await?;
        let sectors = SectorFiles { peers: peers(&settings)?, may_be_away: true };
        let (clients, by) = (clients(&foundation, master_keys(&settings)?, sectors), operator(source));
        match command {
            ClientCommand::RegistrationToken(command) => {
                let registration = RegisterClient {
                    store: Arc::clone(&foundation.store),
                    clients: Arc::new(clients),
                    policy: settings.tokens.registration,
                    issuer: settings.addresses.issuer().to_owned(),
                };
                registration_token::run(&registration, command).await
            }
            ClientCommand::Create(client) => create(&clients, &by, *client).await,
            ClientCommand::Update(changed) => update(&clients, &by, *changed).await,
            ClientCommand::List(list) => show_all(&clients, &list).await,
            ClientCommand::Show(which) => show(&clients, &which).await,
            ClientCommand::RotateSecret(which) => rotate(&clients, &by, &which).await,
            ClientCommand::Disable(which) => set_disabled(&clients, &by, &which, true).await,
            ClientCommand::Enable(which) => set_disabled(&clients, &by, &which, false).await,
            ClientCommand::Delete(which) => delete(&clients, &by, &which).await,
        }
    })
}

async fn create(clients: &Clients, by: &By, new: NewClient) -> Result<(), Failure> {
    let brought = if new.secret_stdin { Some(read_secret("secret")?) } else { None };
    if brought.as_ref().is_some_and(|secret| secret.expose().chars().count() < LEAST) {
        return Err(Failure::new(format!("the secret has fewer than {LEAST} characters")));
    }
    let is_drawn = brought.is_none();
    let form = ClientForm {
        id: new.id,
        name: new.name,
        home: new.home,
        is_public: new.public,
        authentication: new.auth_method,
        redirect_uris: new.redirect_uris,
        grant_types: new.grant_types,
        scope: new.scope,
        is_first_party: new.first_party,
        metadata: metadata(new.details)?,
    };
    let made = clients.make(by, &form, brought).await;
    let made = made.map_err(|failure| Failure::of_use_case(failure, refusal_text))?;
    let drawn = made.secret.as_ref().filter(|_| is_drawn);
    match new.format {
        Format::Json => {
            let mut object = as_json(&made.client);
            if let Some(secret) = drawn {
                object.insert("client_secret".to_owned(), secret.expose().into());
            }
            output::print_json(&Value::Object(object))
        }
        Format::Table => {
            let secret = drawn.map(told).unwrap_or_default();
            output::print(&format!("Created client {}.{secret}", made.client.id))
        }
    }
}

/// Longest file with keys that is read, in bytes: more than a set of keys may have.
const MAX_FILE: u64 = 64 * 1024;

pub(super) fn metadata(given: ClientDetails) -> Result<MetadataForm, Failure> {
    let jwks = given.jwks_file.as_deref().map(|path| {
        let mut text = String::new();
        File::open(path)
            .and_then(|file| file.take(MAX_FILE).read_to_string(&mut text))
            .map_err(|error| Failure::because(format!("{} cannot be read", path.display()), error))?;
        Ok::<_, Failure>(text)
    });
    Ok(MetadataForm {
        jwks: jwks.transpose()?,
        jwks_uri: given.jwks_uri,
        token_endpoint_auth_signing_alg: given.auth_signing_alg,
        id_token_signed_response_alg: given.id_token_alg,
        userinfo_signed_response_alg: given.userinfo_alg,
        request_object_signing_alg: given.request_object_alg,
        require_signed_request_object: given.require_signed_request,
        require_pushed_authorization_requests: given.require_par,
        dpop_bound_access_tokens: given.dpop_bound,
        subject_type: given.subject_type,
        sector_identifier_uri: given.sector_identifier_uri,
        post_logout_redirect_uris: given.post_logout_redirect_uris,
        backchannel_logout_uri: given.backchannel_logout_uri,
        backchannel_logout_session_required: given.backchannel_logout_session_required,
        contacts: given.contacts,
        logo_uri: given.logo_uri,
        policy_uri: given.policy_uri,
        tos_uri: given.tos_uri,
        default_max_age: given.default_max_age,
        initiate_login_uri: given.initiate_login_uri,
        audiences: given.audiences,
        resources: given.resources,
    })
}

fn told(secret: &Secret) -> String {
    format!("\nIts secret, shown this once: {}", secret.expose())
}

async fn show_all(clients: &Clients, list: &ClientList) -> Result<(), Failure> {
    let after = list.after.as_deref().map(id).transpose()?;
    let found = clients.list(after.as_ref(), list.limit).await?;
    if list.format == Format::Json {
        return output::print_json(&found.iter().map(|client| Value::Object(as_json(client))).collect());
    }
    let rows: Vec<[String; 5]> = found
        .iter()
        .map(|client| {
            [
                client.id.to_string(),
                client.name.clone(),
                kind(client).to_owned(),
                status(client).to_owned(),
                when(client.created_at).unwrap_or_default(),
            ]
        })
        .collect();
    output::print(&output::table(["ID", "NAME", "KIND", "STATUS", "CREATED"], &rows))?;
    if found.len() == usize::from(list.limit)
        && let Some(last) = found.last()
    {
        output::note(&format!("there may be more: add --after {}", last.id));
    }
    Ok(())
}

async fn show(clients: &Clients, which: &WhichClient) -> Result<(), Failure> {
    let object = as_json(&find(clients, which).await?);
    if which.format == Format::Json {
        return output::print_json(&Value::Object(object));
    }
    let mut text = String::new();
    for (name, value) in &object {
        let value = match value {
            Value::Null => "-".to_owned(),
            Value::String(text) => output::printable(text),
            Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
            other => other.to_string(),
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "{name:<38}{value}");
    }
    output::print(&text)
}

async fn rotate(clients: &Clients, by: &By, which: &WhichClient) -> Result<(), Failure> {
    let client = find(clients, which).await?;
    if !client.authentication.has_secret() {
        let why = if client.is_confidential() { "signs with a key" } else { "is a public client" };
        return Err(Failure::new(format!("{} {why} and has no secret", client.id)));
    }
    let id = &client.id;
    let secret = clients.rotate_secret(by, id).await?.ok_or_else(|| unknown(&which.client))?;
    match which.format {
        Format::Json => {
            output::print_json(&json!({ "client_id": id.as_str(), "client_secret": secret.expose() }))
        }
        Format::Table => output::print(&format!("Client {id} has another secret.{}", told(&secret))),
    }
}

async fn set_disabled(
    clients: &Clients,
    by: &By,
    which: &WhichClient,
    disabled: bool,
) -> Result<(), Failure> {
    let mut client = find(clients, which).await?;
    let changed = clients.set_disabled(by, &client.id, disabled).await?;
    if which.format == Format::Json {
        client.is_disabled = disabled;
        return output::print_json(&Value::Object(as_json(&client)));
    }
    let state = match (disabled, changed) {
        (true, true) => "disabled",
        (true, false) => "disabled already",
        (false, true) => "enabled",
        (false, false) => "not disabled",
    };
    output::print(&format!("{} is {state}.", client.id))
}

async fn delete(clients: &Clients, by: &By, which: &WhichClient) -> Result<(), Failure> {
    let client = find(clients, which).await?;
    if !clients.delete(by, &client.id).await? {
        return Err(unknown(&which.client));
    }
    match which.format {
        Format::Json => output::print_json(&json!({ "client_id": client.id.as_str(), "deleted": true })),
        Format::Table => output::print(&format!("{} is deleted, with all that it was granted.", client.id)),
    }
}

async fn find(clients: &Clients, which: &WhichClient) -> Result<Client, Failure> {
    let found = clients.find(&id(&which.client)?).await?;
    found.ok_or_else(|| unknown(&which.client))
}

pub(super) fn id(text: &str) -> Result<ClientId, Failure> {
    ClientId::parse(text).map_err(|_| unknown(text))
}

pub(super) fn unknown(name: &str) -> Failure {
    Failure::new(format!("there is no client {name:?}"))
}

fn status(client: &Client) -> &'static str {
    if client.is_disabled { "disabled" } else { "enabled" }
}

fn kind(client: &Client) -> &'static str {
    if client.is_confidential() { "confidential" } else { "public" }
}

/// With the names of RFC 7591 §2, as far as it has them. What was never registered is left out.
pub(super) fn as_json(client: &Client) -> Map<String, Value> {
    let object = json!({
        "client_id": client.id.as_str(),
        "client_name": client.name,
        "client_uri": client.home,
        "is_public": !client.is_confidential(),
        "token_endpoint_auth_method": client.authentication.as_str(),
        "redirect_uris": client.redirect_uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>(),
        "grant_types": client.grant_types.iter().map(|grant_type| grant_type.as_str()).collect::<Vec<_>>(),
        "scope": client.scopes.to_string(),
        "is_first_party": client.is_first_party,
        "status": status(client),
        "created_at": when(client.created_at),
    });
    let mut object = if let Value::Object(object) = object { object } else { Map::new() };
    object.extend(details_of(&client.metadata));
    object
}

/// What is registered, and what resource servers it is for and may ask for, which clients cannot register themselves.
fn details_of(metadata: &ClientMetadata) -> impl Iterator<Item = (String, Value)> {
    let list = |name, all: Vec<&str>| (!all.is_empty()).then(|| (name, Value::from(all)));
    let resources = [
        list("audiences", metadata.audiences.iter().collect()),
        list("resources", metadata.resources.iter().collect()),
    ];
    details(metadata).chain(resources.into_iter().flatten()).map(|(name, value)| (name.to_owned(), value))
}

fn when(time: OffsetDateTime) -> Option<String> {
    time.replace_nanosecond(0).ok()?.format(&Rfc3339).ok()
}
