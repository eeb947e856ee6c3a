//! Pages for people: the web app where it is built in, and small ones of the server's own.

mod assets;
mod brand;
mod captured_mail;
mod docs;
mod landing;
mod layout;
mod link_pages;
mod mailbox;
mod oauth_pages;
mod problem_page;
mod web_app;

pub use brand::{Brand, Logo};
pub use captured_mail::{CapturedHeader, CapturedLetter, CapturedMail};
pub(crate) use oauth_pages::{post_back, request_refused};

use crate::{
    edge::{RouteTable, TrustedProxies},
    metrics::{self, Figures},
    problem::{Problem, ProblemCode, ProblemJson},
};
use assets::{Assets, BuiltIn};
use brand::Branded;
use layout::{Page, STYLE, STYLE_PATH};
use link_pages::{LinkPage, LinkPages};
use oathgate_application::accounts::{
    erase::Erase, reset_password::ResetPassword, set_up::SetUp, verify_email::VerifyEmail,
};
use poem::{
    Endpoint, EndpointExt, IntoEndpoint, IntoResponse, Request, Response, Route, RouteMethod,
    endpoint::make,
    http::{Method, StatusCode, header},
};
use std::sync::Arc;
use url::Url;

/// What the pages need.
pub(crate) struct PageParts {
    pub(crate) issuer: Url,
    pub(crate) brand: Brand,
    pub(crate) document: Arc<str>,
    pub(crate) mailbox: Option<Arc<dyn CapturedMail>>,
    pub(crate) verify_email: Arc<VerifyEmail>,
    pub(crate) reset_password: Arc<ResetPassword>,
    pub(crate) set_up: Arc<SetUp>,
    pub(crate) erase: Arc<Erase>,
    pub(crate) web_app: Option<WebApp>,
    pub(crate) figures: Option<(Arc<dyn Figures>, TrustedProxies)>,
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
    /// The router with every address.
    fn into_route(self) -> Route {
        self.found.into_iter().fold(Route::new(), |route, (pattern, methods)| {
            route.at(pattern.replace('{', ":").replace('}', ""), methods)
        })
    }

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
    let mut addresses = Addresses { found: Vec::new(), table };
    let document = parts.document.clone();
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
    add_brand(&mut addresses, &parts.brand);
    addresses.get("/problems", "problems", make(async |_: Request| problem_page::all()));
    addresses.get(
        "/problems/{code}",
        "problem",
        make(async |request: Request| problem_page::one(request.raw_path_param("code").unwrap_or_default())),
    );
    if let Some((figures, trusted)) = parts.figures {
        add_metrics(&mut addresses, figures, trusted);
    }
    if let Some(mailbox) = parts.mailbox.clone() {
        add_mailbox(&mut addresses, mailbox);
    }
    let links = LinkPages {
        verify_email: parts.verify_email,
        reset_password: parts.reset_password,
        set_up: parts.set_up,
        erase: parts.erase,
    };
    add_docs(&mut addresses, parts.document, parts.web_app.as_ref());
    match parts.web_app {
        Some(WebApp(assets)) => add_web_app(&mut addresses, &Branded::over(assets, &parts.brand)),
        None => add_own_pages(&mut addresses, parts.issuer, parts.mailbox.is_some(), &links),
    }
    addresses.into_route()
}

fn add_metrics(addresses: &mut Addresses<'_>, figures: Arc<dyn Figures>, trusted: TrustedProxies) {
    addresses.get(
        "/metrics",
        "metrics",
        make(move |request: Request| {
            let peer = request.remote_addr().as_socket_addr().map(std::net::SocketAddr::ip);
            let may_see = metrics::may_see(&trusted, peer, request.headers());
            let figures = figures.clone();
            async move {
                if may_see {
                    metrics::answer(&*figures).await
                } else {
                    // As where there is no such address: it is nobody's business that there is.
                    ProblemJson(Problem::new(ProblemCode::NotFound)).into_response()
                }
            }
        }),
    );
}

fn add_brand(addresses: &mut Addresses<'_>, brand: &Brand) {
    let of = Arc::new(brand.clone());
    addresses.get(
        brand::STYLE_PATH,
        "brand_style",
        make(move |_| {
            let answer = of.style_sheet();
            async move { answer }
        }),
    );
    if let Some(logo) = brand.logo.clone() {
        addresses.get(
            brand::LOGO_PATH,
            "brand_logo",
            make(move |_| {
                let answer = logo.picture();
                async move { answer }
            }),
        );
    }
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

fn add_docs(addresses: &mut Addresses<'_>, document: Arc<str>, web_app: Option<&WebApp>) {
    let Some(WebApp(assets)) = web_app.filter(|WebApp(assets)| docs::is_built_in(&**assets)) else {
        addresses.get(
            "/docs",
            "docs",
            make(move |_| {
                let page = docs::list(&document);
                async move { page }
            }),
        );
        return;
    };
    addresses.get("/docs", "docs", make(async |_: Request| docs::swagger_ui()));
    addresses.get(
        "/docs/start.js",
        "docs_file",
        make(async |_: Request| {
            Response::builder()
                .content_type("text/javascript; charset=utf-8")
                .header(header::CACHE_CONTROL, "no-cache")
                .body(docs::START)
        }),
    );
    addresses.get("/docs/*", "docs_file", file(assets.clone(), None));
}

fn add_web_app(addresses: &mut Addresses<'_>, assets: &Arc<dyn Assets>) {
    for pattern in web_app::PAGES {
        addresses.get(pattern, "web_app", file(assets.clone(), Some(web_app::INDEX.to_owned())));
    }
    addresses.get("/assets/*", "web_app_file", file(assets.clone(), None));
    let compressed = |path: &str| matches!(path.rsplit('.').next(), Some("br" | "gz"));
    for path in assets.paths() {
        let is_listed = path == web_app::INDEX
            || [web_app::HASHED, docs::FOLDER].iter().any(|folder| path.starts_with(folder));
        if !is_listed && !compressed(&path) {
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

#[cfg(test)]
mod tests {
    use super::{
        assets::{Asset, Assets},
        *,
    };
    use std::borrow::Cow;

    /// A web app of these files, each of which holds its own name.
    struct Shelf(&'static [&'static str]);

    impl Assets for Shelf {
        fn get(&self, path: &str) -> Option<Asset> {
            let name = self.0.iter().find(|name| **name == path)?;
            Some(Asset { bytes: Cow::Borrowed(name.as_bytes()), fingerprint: "f".to_owned() })
        }

        fn paths(&self) -> Vec<String> {
            self.0.iter().map(|&name| name.to_owned()).collect()
        }
    }

    async fn get(files: &'static [&'static str], path: &str) -> (u16, String) {
        let mut table = RouteTable::default();
        let mut addresses = Addresses { found: Vec::new(), table: &mut table };
        let web_app = WebApp(Arc::new(Shelf(files)));
        add_docs(&mut addresses, r#"{"paths":{"/x":{"get":{"summary":"<X>"}}}}"#.into(), Some(&web_app));
        add_web_app(&mut addresses, &web_app.0);
        let route = addresses.into_route();
        let found = table.find(path.split('?').next().unwrap()).is_some();
        let response = route.get_response(Request::builder().uri(path.parse().unwrap()).finish()).await;
        let status = response.status().as_u16();
        assert!(found || status == 404, "{path} is in the router and not in the table");
        (status, response.into_body().into_string().await.unwrap())
    }

    const FILES: &[&str] =
        &["index.html", "assets/app.js", "favicon.svg", "favicon.svg.br", "docs/swagger-ui-bundle.js"];

    #[tokio::test]
    async fn every_address_of_the_web_app_gives_its_page() {
        for path in ["/", "/login", "/verify-email?token=x", "/account/sessions", "/console/users/7/runs"] {
            assert_eq!(get(FILES, path).await, (200, "index.html".to_owned()), "{path}");
        }
        for path in ["/nowhere", "/login/x", "/index.html", "/favicon.svg.br"] {
            assert_eq!(get(FILES, path).await.0, 404, "{path}");
        }
    }

    #[tokio::test]
    async fn files_are_found_and_nothing_beside_them() {
        assert_eq!(get(FILES, "/assets/app.js").await, (200, "assets/app.js".to_owned()));
        assert_eq!(get(FILES, "/favicon.svg").await, (200, "favicon.svg".to_owned()));
        for path in ["/assets/other.js", "/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/"] {
            assert_eq!(get(FILES, path).await.0, 404, "{path}");
        }
    }

    #[tokio::test]
    async fn the_api_is_described_with_or_without_swagger_ui() {
        assert!(get(FILES, "/docs").await.1.contains("swagger-ui-bundle.js"));
        assert!(get(FILES, "/docs/start.js").await.1.contains("SwaggerUIBundle"));
        assert_eq!(
            get(FILES, "/docs/swagger-ui-bundle.js").await,
            (200, "docs/swagger-ui-bundle.js".to_owned())
        );
        let (status, list) = get(&["index.html"], "/docs").await;
        assert!(status == 200 && list.contains("GET /x") && list.contains("&lt;X&gt;"), "{list}");
    }
}
