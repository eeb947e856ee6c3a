//! The finished application: every operation behind one edge.

use crate::{
    admin::{
        AdminUseCases, AuditApi, AuditCheckApi, AuditExportApi, ClientApi, ClientsApi, JourneyApi, LimitApi,
        LimitsApi, OffendersApi, OverviewApi, RunLimitsApi, SchedulesApi, SigningKeysApi, TrendsApi,
        UserActsApi, UsersApi, WorkersApi, WorkflowActsApi, WorkflowsApi,
    },
    auth::{
        CancelErasureApi, LoginApi, LogoutApi, PasswordResetApi, RefreshApi, RegisterApi, SetUpApi,
        VerifyEmailApi,
    },
    document::document,
    edge::{Edge, EdgeSettings, RouteTable, TrustedProxies},
    health::{Health, HealthApi},
    metrics::Figures,
    oauth::{
        AuthorizeApi, ConsentsApi, DeviceAuthorizationApi, DeviceRequestsApi, EndSessionApi, IntrospectApi,
        LogoutRequestsApi, MetadataApi, OAuthUseCases, PushApi, RegisterClientApi, RegisteredClientApi,
        RequestsApi, RevokeApi, Switches, TokenApi, UserInfoApi,
    },
    pages::{self, Brand, CapturedMail, PageParts, WebApp},
    security::{AllowedOrigins, DeviceCookie, SessionCookie},
    users::{ActivityApi, EmailApi, ErasureApi, ExportsApi, PasswordApi, ProfileApi, SessionsApi},
};
use oathgate_application::{
    accounts::{
        authenticate::Authenticate, change_email::ChangeEmail, change_password::ChangePassword, erase::Erase,
        export_data::ExportData, log_in::LogIn, log_out::LogOut, profile::UpdateProfile, refresh::Refresh,
        register::Register, request_mail::RequestMail, reset_password::ResetPassword, sessions::Sessions,
        set_up::SetUp, sign_in_guard::SignInGuard, verify_email::VerifyEmail,
    },
    oauth::registration::RegistrationPolicy,
    ports::{entropy::Entropy, limits::Limits},
};
use poem::{
    Endpoint, EndpointExt, IntoEndpoint, Request, Response, Route, endpoint::BoxEndpoint, http::Method,
};
use poem_openapi::{
    LicenseObject, OpenApi, OpenApiService,
    registry::{MetaApi, Registry},
};
use std::{collections::HashMap, marker::PhantomData, sync::Arc, time::Duration};
use url::Url;

/// Every use case that the operations need.
#[derive(Clone)]
pub struct UseCases {
    /// Recognises who sends a request.
    pub authenticate: Arc<Authenticate>,
    /// Takes registrations.
    pub register: Arc<Register>,
    /// Verifies addresses.
    pub verify_email: Arc<VerifyEmail>,
    /// Takes requests for mails.
    pub request_mail: Arc<RequestMail>,
    /// Signs in.
    pub log_in: Arc<LogIn>,
    /// Rotates refresh tokens.
    pub refresh: Arc<Refresh>,
    /// Signs out.
    pub log_out: Arc<LogOut>,
    /// Sets a new password by a link.
    pub reset_password: Arc<ResetPassword>,
    /// Creates the first administrator.
    pub set_up: Arc<SetUp>,
    /// Changes profiles.
    pub update_profile: Arc<UpdateProfile>,
    /// Changes passwords.
    pub change_password: Arc<ChangePassword>,
    /// Changes addresses.
    pub change_email: Arc<ChangeEmail>,
    /// Plans the end of accounts.
    pub erase: Arc<Erase>,
    /// Files with everything that is kept of a person.
    pub export_data: Arc<ExportData>,
    /// Lists and ends sessions.
    pub sessions: Arc<Sessions>,
    /// OAuth 2 and OpenID Connect.
    pub oauth: OAuthUseCases,
    /// What administrators do.
    pub admin: AdminUseCases,
}

/// How the application is set up.
#[derive(Debug, Clone)]
pub struct AppSettings {
    /// `BACKEND_URL`. With https, cookies are `Secure` and browsers are told to stay with https.
    pub issuer: Url,
    /// `FRONTEND_URL`.
    pub frontend: Url,
    /// `ALLOWED_ORIGINS`.
    pub allowed_origins: Vec<Url>,
    /// `TRUSTED_PROXIES`.
    pub trusted_proxies: TrustedProxies,
    /// How long a request may take.
    pub handler_timeout: Duration,
    /// Whose the pages are.
    pub brand: Brand,
}

/// Every operation. One type for each address, since the framework loses the second of two.
type Operations = (
    (
        RegisterApi,
        VerifyEmailApi,
        LoginApi,
        RefreshApi,
        LogoutApi,
        PasswordResetApi,
        SetUpApi,
        CancelErasureApi,
    ),
    (ProfileApi, PasswordApi, EmailApi, SessionsApi, ConsentsApi, ErasureApi, ExportsApi, ActivityApi),
    (
        (WorkflowsApi, RunLimitsApi, WorkflowActsApi, WorkersApi, SchedulesApi, OverviewApi, TrendsApi),
        (UsersApi, UserActsApi, JourneyApi, ClientsApi, ClientApi),
        (SigningKeysApi, AuditApi, AuditExportApi, AuditCheckApi),
        (LimitsApi, LimitApi, OffendersApi),
    ),
    (AuthorizeApi, RequestsApi, PushApi, TokenApi, IntrospectApi, RevokeApi, UserInfoApi, MetadataApi),
    (
        DeviceAuthorizationApi,
        DeviceRequestsApi,
        EndSessionApi,
        LogoutRequestsApi,
        RegisterClientApi,
        RegisteredClientApi,
    ),
    HealthApi,
);

/// What the application needs of the world besides its use cases.
#[derive(Clone)]
pub struct Surroundings {
    /// Looks at the parts of the server.
    pub health: Arc<dyn Health>,
    /// Draws the ids of requests.
    pub entropy: Arc<dyn Entropy>,
    /// The captured mails, while developing. With it `/dev/mailbox` is there.
    pub mailbox: Option<Arc<dyn CapturedMail>>,
    /// Counts requests, and attempts to sign in. Nobody is limited where it is none.
    pub limits: Option<Arc<dyn Limits>>,
    /// The figures, where `/metrics` is to be served with everything else.
    pub figures: Option<Arc<dyn Figures>>,
}

/// The application, with the web app where it was built in, else with small pages of its own.
///
/// # Errors
/// When the framework gives no OpenAPI document, which is a defect.
pub fn app(
    use_cases: &UseCases,
    settings: &AppSettings,
    surroundings: &Surroundings,
) -> serde_json::Result<impl Endpoint<Output = Response> + 'static> {
    assemble(use_cases, settings, surroundings, pages::built_in())
}

/// The application with small pages of its own, whether or not the web app was built in.
///
/// # Errors
/// When the framework gives no OpenAPI document, which is a defect.
pub fn app_without_web_app(
    use_cases: &UseCases,
    settings: &AppSettings,
    surroundings: &Surroundings,
) -> serde_json::Result<impl Endpoint<Output = Response> + 'static> {
    assemble(use_cases, settings, surroundings, None)
}

fn assemble(
    use_cases: &UseCases,
    settings: &AppSettings,
    surroundings: &Surroundings,
    web_app: Option<WebApp>,
) -> serde_json::Result<impl Endpoint<Output = Response> + 'static> {
    let Surroundings { health, entropy, mailbox, limits, figures } = surroundings.clone();
    let https = settings.issuer.scheme() == "https";
    let cookie = SessionCookie::new(https);
    let UseCases {
        authenticate,
        register,
        verify_email,
        request_mail,
        log_in,
        refresh,
        log_out,
        reset_password,
        set_up,
        update_profile,
        change_password,
        change_email,
        erase,
        export_data,
        sessions,
        oauth,
        admin,
    } = use_cases.clone();
    let trimmed = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
    let pages = PageParts {
        issuer: settings.issuer.clone(),
        brand: settings.brand.clone(),
        document: openapi()?.into(),
        mailbox,
        verify_email: verify_email.clone(),
        reset_password: reset_password.clone(),
        set_up: set_up.clone(),
        erase: erase.clone(),
        web_app,
        figures: figures.map(|figures| (figures, settings.trusted_proxies.clone())),
    };
    let operations: Operations = (
        (
            RegisterApi { register },
            VerifyEmailApi { verify_email, request_mail: request_mail.clone() },
            LoginApi {
                log_in,
                guard: SignInGuard::new(limits.clone()),
                cookie,
                device: DeviceCookie::new(https),
            },
            RefreshApi { refresh, cookie },
            LogoutApi { log_out, authenticate: authenticate.clone(), cookie },
            PasswordResetApi { request_mail: request_mail.clone(), reset_password },
            SetUpApi { set_up },
            CancelErasureApi { erase: erase.clone() },
        ),
        (
            ProfileApi { update_profile, erase: erase.clone() },
            PasswordApi { change_password },
            EmailApi { change_email },
            SessionsApi { sessions },
            ConsentsApi { consents: oauth.consents.clone() },
            ErasureApi { erase },
            ExportsApi { export_data },
            ActivityApi { journey: admin.journey.clone() },
        ),
        (
            (
                WorkflowsApi { runs: admin.runs.clone(), store: admin.store.clone() },
                RunLimitsApi { operate: admin.operate.clone() },
                WorkflowActsApi { operate: admin.operate },
                WorkersApi { store: admin.store.clone() },
                SchedulesApi { schedules: admin.schedules },
                OverviewApi { store: admin.store.clone(), runs: admin.runs },
                TrendsApi { overlook: admin.overlook },
            ),
            (
                UsersApi { accounts: admin.accounts.clone() },
                UserActsApi { accounts: admin.accounts, request_mail },
                JourneyApi { journey: admin.journey },
                ClientsApi { clients: admin.clients.clone() },
                ClientApi { clients: admin.clients },
            ),
            (
                SigningKeysApi { ring: admin.key_ring },
                AuditApi { trail: admin.trail.clone() },
                AuditExportApi { trail: admin.trail.clone() },
                AuditCheckApi { trail: admin.trail },
            ),
            (
                LimitsApi { adjust: admin.limits.clone() },
                LimitApi { adjust: admin.limits.clone() },
                OffendersApi { adjust: admin.limits.clone() },
            ),
        ),
        (
            AuthorizeApi {
                authorize: oauth.authorize.clone(),
                client_documents: oauth.client_documents.clone(),
                cookie,
                web_app: trimmed(&settings.frontend),
            },
            RequestsApi { authorize: oauth.authorize.clone() },
            PushApi { oauth: oauth.clone() },
            TokenApi { oauth: oauth.clone() },
            IntrospectApi { oauth: oauth.clone() },
            RevokeApi { oauth: oauth.clone() },
            UserInfoApi { oauth: oauth.clone() },
            MetadataApi::new(
                &trimmed(&settings.issuer),
                Switches {
                    requires_pushed: oauth.authorize.requires_pushed,
                    takes_registrations: oauth.registration.policy != RegistrationPolicy::Off,
                    reads_documents: oauth.client_documents.is_on,
                },
                oauth.id_tokens.clone(),
            ),
        ),
        (
            DeviceAuthorizationApi { oauth: oauth.clone() },
            DeviceRequestsApi { devices: oauth.answer_device.clone() },
            EndSessionApi {
                end_session: oauth.end_session.clone(),
                cookie,
                web_app: trimmed(&settings.frontend),
            },
            LogoutRequestsApi { end_session: oauth.end_session.clone(), cookie },
            RegisterClientApi { registration: oauth.registration.clone() },
            RegisteredClientApi { registration: oauth.registration.clone() },
        ),
        HealthApi { health },
    );
    let origins = [&settings.issuer, &settings.frontend].into_iter().chain(&settings.allowed_origins);
    let edge = EdgeSettings {
        trusted_proxies: settings.trusted_proxies.clone(),
        https,
        allowed_origins: AllowedOrigins::new(origins),
        client_origins: Some(oauth.origins.clone()),
        handler_timeout: settings.handler_timeout,
        limits,
        book: admin.limits.book.clone(),
    };
    let mut routes = RouteTable::default();
    routes.add_api::<Operations>();
    let operations =
        service(operations).into_endpoint().data(authenticate).data(cookie).map_to_response().boxed();
    let mut page_routes = RouteTable::default();
    let pages = pages::add(pages, &mut page_routes);
    routes.extend(&page_routes);
    Ok(Edge::new(Inner { operations, pages, page_routes }, routes, edge, entropy))
}

/// The operations and the pages side by side. The framework's router would give a wildcard at the root
/// precedence over the page there.
struct Inner {
    operations: BoxEndpoint<'static>,
    pages: Route,
    page_routes: RouteTable,
}

impl Endpoint for Inner {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if self.page_routes.find(request.uri().path()).is_some() {
            self.pages.call(request).await
        } else {
            self.operations.call(request).await
        }
    }
}

/// The OpenAPI document of the application, which needs nothing to be running.
///
/// # Errors
/// When the framework gives no JSON, which is a defect.
pub fn openapi() -> serde_json::Result<String> {
    document(&service(Described::<Operations>(PhantomData)))
}

/// Every operation as (method, path, name), for tests that must miss none.
pub fn operations() -> Vec<(Method, String, String)> {
    let mut routes = RouteTable::default();
    routes.add_api::<Operations>();
    let all = routes.routes().iter().flat_map(|route| {
        route.methods.iter().map(|(method, name)| (method.clone(), route.pattern.clone(), name.clone()))
    });
    all.collect()
}

fn service<T>(operations: T) -> OpenApiService<T, ()> {
    OpenApiService::new(operations, "Oathgate", env!("CARGO_PKG_VERSION"))
        .description(
            "Accounts, sessions and tokens. Errors are `application/problem+json` (RFC 9457): decide by \
             `code`. Every answer carries `X-Request-Id`, by which it is found in the log.",
        )
        .license(LicenseObject::new("MIT").url("https://opensource.org/license/mit"))
        .server("/")
}

/// The description of an API without the API.
struct Described<T>(PhantomData<fn() -> T>);

impl<T: OpenApi> OpenApi for Described<T> {
    fn meta() -> Vec<MetaApi> {
        T::meta()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn add_routes(self, _routes: &mut HashMap<String, HashMap<Method, BoxEndpoint<'static>>>) {}
}
