//! `oathgate migrate-store`.

use super::Format;
use clap::Args;

/// From where to where everything is copied.
#[derive(Debug, Args)]
pub struct MigrateStore {
    /// The database to copy: sqlite:PATH or postgresql://…; DATABASE_URL without
    #[arg(long, value_name = "DATABASE", required_unless_present = "to")]
    pub from: Option<String>,
    /// The empty database to copy it to: postgresql://… or sqlite:PATH; DATABASE_URL without
    #[arg(long, value_name = "DATABASE")]
    pub to: Option<String>,
    /// In which form the report is
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}
