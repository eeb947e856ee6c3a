//! Templates become the words of a mail. Every mail has an HTML template and a text template of
//! the same name; the text one holds the subject too.

use super::{
    brand::Brand,
    message::Message,
    text::{greetable, in_words, one_line, wrapped},
    words::Words,
};
use minijinja::{
    AutoEscape, Environment, State, UndefinedBehavior, Value, context, syntax::SyntaxConfig, value::Kwargs,
};
use oathgate_application::ports::mailer::{Content, Letter};
use oathgate_domain::{device::Device, locale::Locale};
use time::OffsetDateTime;

/// The templates, by the name under which others include them.
pub(super) const TEMPLATES: [(&str, &str); 25] = [
    ("layout.html", include_str!("../../templates/mail/layout.html")),
    ("layout.txt", include_str!("../../templates/mail/layout.txt")),
    ("parts.html", include_str!("../../templates/mail/parts.html")),
    ("verify_email.html", include_str!("../../templates/mail/verify_email.html")),
    ("verify_email.txt", include_str!("../../templates/mail/verify_email.txt")),
    ("already_registered.html", include_str!("../../templates/mail/already_registered.html")),
    ("already_registered.txt", include_str!("../../templates/mail/already_registered.txt")),
    ("welcome.html", include_str!("../../templates/mail/welcome.html")),
    ("welcome.txt", include_str!("../../templates/mail/welcome.txt")),
    ("reset_password.html", include_str!("../../templates/mail/reset_password.html")),
    ("reset_password.txt", include_str!("../../templates/mail/reset_password.txt")),
    ("password_changed.html", include_str!("../../templates/mail/password_changed.html")),
    ("password_changed.txt", include_str!("../../templates/mail/password_changed.txt")),
    ("confirm_new_email.html", include_str!("../../templates/mail/confirm_new_email.html")),
    ("confirm_new_email.txt", include_str!("../../templates/mail/confirm_new_email.txt")),
    ("email_changed.html", include_str!("../../templates/mail/email_changed.html")),
    ("email_changed.txt", include_str!("../../templates/mail/email_changed.txt")),
    ("new_device.html", include_str!("../../templates/mail/new_device.html")),
    ("new_device.txt", include_str!("../../templates/mail/new_device.txt")),
    ("erasure_planned.html", include_str!("../../templates/mail/erasure_planned.html")),
    ("erasure_planned.txt", include_str!("../../templates/mail/erasure_planned.txt")),
    ("account_erased.html", include_str!("../../templates/mail/account_erased.html")),
    ("account_erased.txt", include_str!("../../templates/mail/account_erased.txt")),
    ("export_ready.html", include_str!("../../templates/mail/export_ready.html")),
    ("export_ready.txt", include_str!("../../templates/mail/export_ready.txt")),
];

/// Longest subject, in characters.
const MAX_SUBJECT: usize = 150;

/// A template that cannot be rendered. Says nothing of what was put into it.
#[derive(Debug, thiserror::Error)]
#[error("the mail template {template} cannot be rendered: {kind}")]
pub struct TemplateFault {
    template: String,
    kind: String,
}

impl TemplateFault {
    /// The engine's own message may quote values; its kind does not.
    fn new(template: &str, error: &minijinja::Error) -> Self {
        let line = error.line().map(|line| format!(", line {line}")).unwrap_or_default();
        Self { template: template.to_owned(), kind: format!("{}{line}", error.kind()) }
    }
}

/// Renders mail in one brand's name.
#[derive(Debug)]
pub struct Renderer {
    brand: Brand,
    english: Language,
    german: Language,
}

/// The templates with the words of one language.
#[derive(Debug)]
struct Language {
    locale: Locale,
    words: Words,
    templates: Environment<'static>,
}

/// The words of a mail.
pub(super) struct Rendered {
    pub(super) locale: Locale,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

impl Renderer {
    /// Reads the templates and the words of every language.
    ///
    /// # Errors
    /// [`TemplateFault`] when one cannot be parsed.
    pub fn new(brand: Brand) -> Result<Self, TemplateFault> {
        let english = Language::new(Locale::English, &brand)?;
        let german = Language::new(Locale::German, &brand)?;
        Ok(Self { brand, english, german })
    }

    /// In whose name.
    pub fn brand(&self) -> &Brand {
        &self.brand
    }

    /// The whole message of a letter, in the language of its reader. The same letter gives the same bytes.
    ///
    /// # Errors
    /// [`TemplateFault`] when a template uses what is not there.
    pub fn message(&self, letter: &Letter) -> Result<Message, TemplateFault> {
        let language = match letter.locale.unwrap_or(self.brand.locale) {
            Locale::English => &self.english,
            Locale::German => &self.german,
        };
        Ok(Message::compose(letter, language.render(&letter.content)?, &self.brand))
    }
}

impl Language {
    fn new(locale: Locale, brand: &Brand) -> Result<Self, TemplateFault> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_auto_escape_callback(|name| match name.rsplit_once('.') {
            Some((_, "html")) => AutoEscape::Html,
            _ => AutoEscape::None,
        });
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        templates.set_syntax(syntax.map_err(|error| TemplateFault::new("syntax", &error))?);
        templates.add_global("brand", shown(brand));
        templates.add_global("locale", locale.as_str());
        let unreadable = |_| TemplateFault {
            template: format!("words/{}.json", locale.as_str()),
            kind: "it is no list of messages".to_owned(),
        };
        let words = Words::of(locale).map_err(unreadable)?;
        let (said, name) = (words.clone(), one_line(&brand.name));
        templates.add_function("t", move |state: &State<'_, '_>, key: &str, values: Kwargs| {
            said.say(state, key, &values, &name)
        });
        for (name, source) in TEMPLATES {
            templates.add_template(name, source).map_err(|error| TemplateFault::new(name, &error))?;
        }
        Ok(Self { locale, words, templates })
    }

    fn render(&self, content: &Content) -> Result<Rendered, TemplateFault> {
        let (name, all) = self.values(content);
        let (subject, text) = self.subject_and_text(name, all.clone())?;
        let template = format!("{name}.html");
        let html = self
            .templates
            .get_template(&template)
            .and_then(|found| found.render(context! { subject => &subject, ..all }))
            .map_err(|error| TemplateFault::new(&template, &error))?;
        Ok(Rendered { locale: self.locale, subject, text, html })
    }

    fn subject_and_text(&self, name: &str, values: Value) -> Result<(String, String), TemplateFault> {
        let name = format!("{name}.txt");
        let fault = |error| TemplateFault::new(&name, &error);
        let template = self.templates.get_template(&name).map_err(fault)?;
        let mut rendered = template.render_captured(values).map_err(fault)?;
        let subject = rendered.with_state_mut(|state| state.render_block("subject")).map_err(fault)?;
        let subject = one_line(&subject).chars().take(MAX_SUBJECT).collect();
        Ok((subject, wrapped(rendered.output())))
    }

    /// The template of a content, and what goes into it.
    fn values(&self, content: &Content) -> (&'static str, Value) {
        let said_at = |time: OffsetDateTime| in_words(time, self.locale);
        match content {
            Content::VerifyEmail { name, link, expires_at, reminder } => (
                "verify_email",
                context! {
                    name => greetable(name), link => link.expose(), expires => said_at(*expires_at),
                    reminder => *reminder > 0,
                },
            ),
            Content::AlreadyRegistered { name, sign_in, forgot_password } => {
                ("already_registered", context! { name => greetable(name), sign_in, forgot_password })
            }
            Content::Welcome { name, sign_in } => ("welcome", context! { name => greetable(name), sign_in }),
            Content::ResetPassword { name, link, expires_at } => (
                "reset_password",
                context! { name => greetable(name), link => link.expose(), expires => said_at(*expires_at) },
            ),
            Content::PasswordChanged { name, at, forgot_password } => (
                "password_changed",
                context! { name => greetable(name), at => said_at(*at), forgot_password },
            ),
            Content::ConfirmNewEmail { name, link, expires_at } => (
                "confirm_new_email",
                context! { name => greetable(name), link => link.expose(), expires => said_at(*expires_at) },
            ),
            Content::EmailChanged { name, new_address, at } => (
                "email_changed",
                context! { name => greetable(name), new_address => one_line(new_address), at => said_at(*at) },
            ),
            Content::NewDevice { name, at, device, address, forgot_password } => (
                "new_device",
                context! {
                    name => greetable(name), at => said_at(*at), device => self.device(device),
                    address => address.as_deref().map(one_line), forgot_password,
                },
            ),
            Content::ErasurePlanned { name, link, due_at } => (
                "erasure_planned",
                context! { name => greetable(name), link => link.expose(), due => said_at(*due_at) },
            ),
            Content::AccountErased { name, at } => {
                ("account_erased", context! { name => greetable(name), at => said_at(*at) })
            }
            Content::ExportReady { name, page, expires_at } => {
                ("export_ready", context! { name => greetable(name), page, expires => said_at(*expires_at) })
            }
        }
    }

    fn device(&self, device: &Device) -> Option<String> {
        self.words.device(device).map(|name| one_line(&name))
    }
}

/// What every template sees of the brand.
fn shown(brand: &Brand) -> Value {
    let (light, dark) = (&brand.palette.light, &brand.palette.dark);
    context! {
        name => one_line(&brand.name),
        host => brand.host(),
        logo => brand.logo.as_ref().map(url::Url::as_str),
        light => context! { accent => light.accent.to_string(), on_accent => light.on_accent.to_string() },
        dark => context! {
            accent => dark.accent.to_string(), strong => dark.strong.to_string(),
            on_accent => dark.on_accent.to_string(),
        },
    }
}
