//! The settings: read once, at start, from the environment and `.env`, into types. Nothing else in the
//! program reads the environment.
//!
//! All that is wrong is told at once, a line for each setting, never with a secret in it.

pub mod addresses;
mod brand;
pub mod catalogue;
mod first_client;
mod keeping;
mod mail;
mod nearest;
mod operation;
mod problems;
mod reader;
pub mod reference;
mod safety;
mod source;
mod storage;
#[cfg(test)]
mod tests;
mod tokens;
pub mod variable;

pub use addresses::{Addresses, TlsFiles};
pub use brand::Branding;
pub use first_client::FirstClient;
pub use keeping::Keeping;
pub use mail::Mail;
pub use operation::{LogFormat, Logging, Operation};
pub use problems::{Problem, Problems};
pub use safety::LEAST_ITERATIONS;
pub use source::Source;
pub use storage::{Database, RedisPlace, Storage};
pub use tokens::Tokens;

use reader::Reader;

/// The settings.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the server is.
    pub addresses: Addresses,
    /// Whose the pages and mails are.
    pub brand: Branding,
    /// Where data is kept.
    pub storage: Storage,
    /// How mail leaves.
    pub mail: Mail,
    /// What tokens are like, and the secrets behind them.
    pub tokens: Tokens,
    /// A first OAuth client.
    pub first_client: Option<FirstClient>,
    /// For how long things are kept.
    pub keeping: Keeping,
    /// Limits and sizes.
    pub operation: Operation,
    /// What is logged, and how.
    pub logging: Logging,
    /// What an operator should know, a line each.
    pub warnings: Vec<String>,
}

impl Settings {
    /// The settings of commands that do one thing and end: whatever can be read is allowed.
    ///
    /// # Errors
    /// [`Problems`]: every value that cannot be read.
    pub fn for_tool(source: &Source) -> Result<Self, Problems> {
        Self::read(source)
    }

    /// The settings of `dev`: whatever can be read is allowed.
    ///
    /// # Errors
    /// [`Problems`]: every value that cannot be read.
    pub fn for_dev(source: &Source) -> Result<Self, Problems> {
        let mut settings = Self::read(source)?;
        settings.warnings.extend(settings.dev_doubts());
        Ok(settings)
    }

    /// The settings of `serve` and `worker`, where everything must also be safe.
    ///
    /// # Errors
    /// [`Problems`]: every value that cannot be read; where all can, every one that is not safe.
    pub fn for_serve(source: &Source) -> Result<Self, Problems> {
        let mut settings = Self::read(source)?;
        let problems = safety::production(&settings);
        if !problems.is_empty() {
            return Err(Problems(problems));
        }
        settings.warnings.extend(settings.doubts());
        Ok(settings)
    }

    /// What keeps these settings from production, a line each.
    pub fn insecurities(&self) -> Vec<Problem> {
        safety::production(self)
    }

    /// What an operator of `serve` or `worker` should know of them, a line each.
    pub fn doubts(&self) -> Vec<String> {
        safety::doubts(self)
    }

    /// What somebody who runs `dev` should know of them, a line each.
    pub fn dev_doubts(&self) -> Vec<String> {
        safety::dev_doubts(self)
    }

    fn read(source: &Source) -> Result<Self, Problems> {
        let mut reader = Reader::new(source);
        let addresses = Addresses::read(&mut reader);
        let brand = Branding::read(&mut reader);
        let storage = Storage::read(&mut reader);
        let mail = Mail::read(&mut reader);
        let tokens = Tokens::read(&mut reader);
        let first_client = FirstClient::read(&mut reader);
        let keeping = Keeping::read(&mut reader);
        let operation = Operation::read(&mut reader);
        let logging = Logging::read(&mut reader);
        match (addresses, brand, storage, tokens, keeping, operation, logging) {
            (
                Some(addresses),
                Some(brand),
                Some(storage),
                Some(tokens),
                Some(keeping),
                Some(operation),
                Some(logging),
            ) if reader.problems.is_empty() => {
                let warnings = source.warnings.clone();
                Ok(Self {
                    addresses,
                    brand,
                    storage,
                    mail,
                    tokens,
                    first_client,
                    keeping,
                    operation,
                    logging,
                    warnings,
                })
            }
            _ => Err(Problems(reader.problems)),
        }
    }
}
