//! Pages for people: the web app where it is built in, and small ones of the server's own.

mod assets;
mod captured_mail;
mod landing;
mod layout;
mod link_pages;
mod mailbox;
mod problem_page;
mod web_app;

pub use captured_mail::{CapturedHeader, CapturedLetter, CapturedMail};

use crate::edge::RouteTable;
use assets::{Assets, BuiltIn};
use layout::{Page, STYLE, STYLE_PATH};
use link_pages::{LinkPage, LinkPages};
use oathgate_application::accounts::{
    reset_password::ResetPassword, set_up::SetUp, verify_email::VerifyEmail,
};
use poem::{
    Endpoint, EndpointExt, IntoEndpoint, Request, Response, Route, RouteMethod,
    endpoint::make,
    http::{Method, StatusCode, header},
};
use std::sync::Arc;
use url::Url;

/// What the pages need.
pub(crate) struct PageParts {
    pub(crate) issuer: Url,
    pub(crate) document: Arc<str>,
    pub(crate) mailbox: Option<Arc<dyn CapturedMail>>,
    pub(crate) verify_email: Arc<VerifyEmail>,
    pub(crate) reset_password: Arc<ResetPassword>,
    pub(crate) set_up: Arc<SetUp>,
    pub(crate) web_app: Option<WebApp>,
}

/// A web app to be served.
pub(crate) struct WebApp(Arc<dyn Assets>);

/// The web app that was built in. None where there was none.
pub(crate) fn built_in() -> Option<WebApp> {
    BuiltIn.get(web_app::INDEX).map(|_| WebApp(Arc::new(BuiltIn)))
}

/// Collects addresses for the router and for the table of routes, so that neither has one that the
/// other lacks.
struct Addresses<'a> {
    found: Vec<(String, RouteMethod)>,
    table: &'a mut RouteTable,
}

impl Addresses<'_> {
    fn at<E>(&mut self, pattern: &str, method: Method, name: &str, endpoint: E)
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.table.add(pattern, method.clone(), name);
        let methods = match self.found.iter().position(|(known, _)| known == pattern) {
            Some(at) => self.found.swap_remove(at).1,
            None => RouteMethod::new(),
        };
        self.found.push((pattern.to_owned(), methods.method(method, endpoint)));
    }

    fn get<E>(&mut self, pattern: &str, name: &str, endpoint: E)
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        self.at(pattern, Method::GET, name, endpoint);
    }
}

/// A router with every page, which are added to the table.
pub(crate) fn add(parts: PageParts, table: &mut RouteTable) -> Route {
    let mut route = Route::new();
    let mut addresses = Addresses { found: Vec::new(), table };
    let document = parts.document;
    addresses.get(
        "/openapi.json",
        "openapi",
        make(move |_| {
            let document = document.to_string();
            async move {
                Response::builder()
                    .content_type("application/json")
                    .header(header::CACHE_CONTROL, "no-cache")
                    .body(document)
            }
        }),
    );
    addresses.get(
        STYLE_PATH,
        "style",
        make(async |_: Request| {
            Response::builder()
                .content_type("text/css; charset=utf-8")
                .header(header::CACHE_CONTROL, "public, max-age=3600")
                .body(STYLE)
        }),
    );
    addresses.get("/problems", "problems", make(async |_: Request| problem_page::all()));
    addresses.get(
        "/problems/{code}",
        "problem",
        make(async |request: Request| problem_page::one(request.raw_path_param("code").unwrap_or_default())),
    );
    if let Some(mailbox) = parts.mailbox.clone() {
        add_mailbox(&mut addresses, mailbox);
    }
    let links = LinkPages {
        verify_email: parts.verify_email,
        reset_password: parts.reset_password,
        set_up: parts.set_up,
    };
    match parts.web_app {
        Some(WebApp(assets)) => add_web_app(&mut addresses, &assets),
        None => add_own_pages(&mut addresses, parts.issuer, parts.mailbox.is_some(), &links),
    }
    for (pattern, methods) in addresses.found {
        route = route.at(pattern.replace('{', ":").replace('}', ""), methods);
    }
    route
}

fn add_mailbox(addresses: &mut Addresses<'_>, mailbox: Arc<dyn CapturedMail>) {
    let mail = mailbox.clone();
    addresses.get(
        "/dev/mailbox",
        "mailbox",
        make(move |_| {
            let mail = mail.clone();
            async move { mailbox::list(&*mail).await }
        }),
    );
    let mail = mailbox.clone();
    addresses.get(
        "/dev/mailbox.json",
        "mailbox_json",
        make(move |_| {
            let mail = mail.clone();
            async move { mailbox::json(&*mail).await }
        }),
    );
    addresses.get(
        "/dev/mailbox/{id}",
        "mailbox_letter",
        make(move |request: Request| {
            let mail = mailbox.clone();
            async move { mailbox::letter(&*mail, request.raw_path_param("id").unwrap_or_default()).await }
        }),
    );
}

fn add_web_app(addresses: &mut Addresses<'_>, assets: &Arc<dyn Assets>) {
    for pattern in web_app::PAGES {
        addresses.get(pattern, "web_app", file(assets.clone(), Some(web_app::INDEX.to_owned())));
    }
    addresses.get("/assets/*", "web_app_file", file(assets.clone(), None));
    let compressed = |path: &str| matches!(path.rsplit('.').next(), Some("br" | "gz"));
    for path in assets.paths() {
        if path != web_app::INDEX && !path.starts_with(web_app::HASHED) && !compressed(&path) {
            addresses.get(&format!("/{path}"), "web_app_file", file(assets.clone(), Some(path)));
        }
    }
}

/// A file: this one, or the one that the path names.
fn file(assets: Arc<dyn Assets>, fixed: Option<String>) -> impl Endpoint<Output = Response> {
    make(move |request: Request| {
        let (assets, fixed) = (assets.clone(), fixed.clone());
        async move {
            let path = fixed.unwrap_or_else(|| request.uri().path().trim_start_matches('/').to_owned());
            web_app::file(&*assets, &path, &request)
        }
    })
    .map_to_response()
}

fn add_own_pages(addresses: &mut Addresses<'_>, issuer: Url, captures_mail: bool, links: &LinkPages) {
    addresses.get(
        "/",
        "landing_page",
        make(move |_| {
            let page = landing::page(&issuer, captures_mail);
            async move { page }
        }),
    );
    for (path, page, name) in LinkPage::ALL {
        addresses.get(path, name, make(move |request: Request| async move { page.show(&request) }));
        let links = links.clone();
        addresses.at(
            path,
            Method::POST,
            name,
            make(move |request: Request| {
                let links = links.clone();
                async move { links.submit(page, request).await }
            }),
        );
    }
    for path in web_app::PAGES {
        if *path != "/" && LinkPage::ALL.iter().all(|(known, ..)| known != path) {
            addresses.get(path, "no_web_app", make(async |_: Request| no_web_app()));
        }
    }
}

fn no_web_app() -> Response {
    let main = "<section><h1>Not in this server</h1><p>This server was built without its web app, which \
                would be here. Everything can be done through the <a href=\"/docs\">API</a>.</p></section>";
    Page::card("Not in this server", main.to_owned()).answer(StatusCode::NOT_FOUND)
}
