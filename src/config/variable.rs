//! What is known about one setting, and how the list of them is put together.

/// What a setting is about. Lists are in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Where the server is.
    Addresses,
    /// Whose the pages and mails are.
    Branding,
    /// Where data is kept.
    Storage,
    /// What must not become known.
    Secrets,
    /// How mail leaves.
    Mail,
    /// What tokens are like.
    Tokens,
    /// A first OAuth client.
    FirstClient,
    /// For how long things are kept.
    Keeping,
    /// Limits and logs.
    Operation,
    /// How much is done at a time.
    Sizing,
    /// Read by `docker-compose.yml`, not by the program.
    Compose,
}

impl Group {
    /// Every group, in the order of lists.
    pub const ALL: [Self; 11] = [
        Self::Addresses,
        Self::Branding,
        Self::Storage,
        Self::Secrets,
        Self::Mail,
        Self::Tokens,
        Self::FirstClient,
        Self::Keeping,
        Self::Operation,
        Self::Sizing,
        Self::Compose,
    ];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Addresses => "Addresses",
            Self::Branding => "Branding",
            Self::Storage => "Storage",
            Self::Secrets => "Secrets",
            Self::Mail => "Mail",
            Self::Tokens => "Tokens",
            Self::FirstClient => "A first client",
            Self::Keeping => "Keeping and erasing",
            Self::Operation => "Operation",
            Self::Sizing => "Sizing",
            Self::Compose => "Docker Compose only",
        }
    }
}

/// What holds where a setting is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unset {
    /// This value, as if somebody had written it.
    Value(&'static str),
    /// No value; the words say what that means.
    Means(&'static str),
}

/// One setting.
#[derive(Debug)]
pub struct Variable {
    /// The name of the environment variable.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// What holds where it is not set.
    pub unset: Unset,
    /// What it takes, as the end of the sentence "it takes …".
    pub takes: &'static str,
    /// A value to begin with, where the default would not show what one looks like.
    pub example: &'static str,
    /// What it is for, in whole sentences.
    pub help: &'static str,
    /// Whether its value must never be shown.
    pub secret: bool,
}

impl Variable {
    pub(super) const fn of(group: Group) -> Self {
        Self {
            name: "",
            group,
            unset: Unset::Means("unset"),
            takes: "",
            example: "",
            help: "",
            secret: false,
        }
    }

    pub(super) const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    pub(super) const fn default(mut self, value: &'static str) -> Self {
        self.unset = Unset::Value(value);
        self
    }

    pub(super) const fn unset(mut self, meaning: &'static str) -> Self {
        self.unset = Unset::Means(meaning);
        self
    }

    pub(super) const fn takes(mut self, what: &'static str) -> Self {
        self.takes = what;
        self
    }

    pub(super) const fn example(mut self, value: &'static str) -> Self {
        self.example = value;
        self
    }

    pub(super) const fn help(mut self, text: &'static str) -> Self {
        self.help = text;
        self
    }

    pub(super) const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The value that holds where it is not set, if there is one.
    pub fn default_value(&self) -> Option<&'static str> {
        match self.unset {
            Unset::Value(value) => Some(value),
            Unset::Means(_) => None,
        }
    }
}

/// Defines each setting as a static of its own name, and [`ALL`](super::catalogue::ALL) of them, so that none can
/// be read without being in the list.
macro_rules! catalogue {
    ($($name:ident = $variable:expr;)*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`.")]
            pub static $name: Variable = $variable.named(stringify!($name));
        )*

        /// Every setting, by group.
        pub static ALL: &[&Variable] = &[$(&$name),*];
    };
}
pub(super) use catalogue;
