//! The `ENCRYPTION_KEY`: from the settings, or, for `dev`, from a file beside the database.

use crate::{config::Settings, failure::Failure};
use oathgate_infrastructure::crypto::MasterKeys;
use std::{
    fs::{self, DirBuilder, File, Permissions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

/// The file within the data directory.
const FILE: &str = "encryption.key";
/// More than any key text has, in bytes.
const MOST: u64 = 64 * 1024;

/// The key of the settings, or else the one that `dev` keeps in its data directory, if it is there.
///
/// # Errors
/// When there is none, or it is none.
pub(crate) fn master_keys(settings: &Settings) -> Result<Arc<MasterKeys>, Failure> {
    if let Some(key) = &settings.tokens.encryption_key {
        return parse(key.expose(), "ENCRYPTION_KEY");
    }
    let path = kept_in(&settings.storage.data_dir);
    match read(&path) {
        Ok(text) => parse(&text, &path.display().to_string()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Failure::new(format!(
            "ENCRYPTION_KEY is not set, and there is no {} of `oathgate dev` either",
            path.display()
        ))),
        Err(error) => Err(cannot_read(&path, error)),
    }
}

/// Where `dev` keeps its key.
pub(crate) fn kept_in(data_dir: &Path) -> PathBuf {
    data_dir.join(FILE)
}

/// As [`master_keys`]; where there is no key, one is made and kept in the data directory, which is made,
/// too. Tells whether it was.
///
/// # Errors
/// When the directory or the file cannot be made or used.
pub(crate) fn make_sure(settings: &Settings) -> Result<(Arc<MasterKeys>, bool), Failure> {
    let data_dir = &settings.storage.data_dir;
    let made = DirBuilder::new().recursive(true).mode(0o700).create(data_dir);
    made.map_err(|error| Failure::because(format!("{} cannot be made", data_dir.display()), error))?;
    if settings.tokens.encryption_key.is_some() {
        return Ok((master_keys(settings)?, false));
    }
    let path = kept_in(data_dir);
    if path.try_exists().map_err(|error| cannot_read(&path, error))? {
        return Ok((master_keys(settings)?, false));
    }
    let key = MasterKeys::generate()?;
    write_new(data_dir, &path, key.expose())
        .map_err(|error| Failure::because(format!("{} cannot be written", path.display()), error))?;
    Ok((master_keys(settings)?, true))
}

/// Writes a file that is whole as soon as it has its name, for its owner alone. One that somebody else
/// has made meanwhile stays.
fn write_new(directory: &Path, path: &Path, text: &str) -> io::Result<()> {
    let draft = directory.join(format!("{FILE}.{}", std::process::id()));
    let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    let named = match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    };
    fs::remove_file(&draft)?;
    named?;
    File::open(directory)?.sync_all()
}

fn read(path: &Path) -> io::Result<String> {
    let file = File::open(path)?;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        tracing::warn!(path = %path.display(), "others could read the encryption key; it is for its owner alone now");
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    let mut text = String::new();
    file.take(MOST).read_to_string(&mut text)?;
    Ok(text)
}

fn parse(text: &str, place: &str) -> Result<Arc<MasterKeys>, Failure> {
    MasterKeys::parse(text.trim())
        .map(Arc::new)
        .map_err(|fault| Failure::because(format!("{place} is no key"), fault))
}

fn cannot_read(path: &Path, error: io::Error) -> Failure {
    Failure::because(format!("{} cannot be read", path.display()), error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Source;

    fn settings(folder: &Path) -> Settings {
        Settings::for_dev(&Source::of([("OATHGATE_DATA_DIR", folder.join("data"))])).unwrap()
    }

    #[test]
    fn a_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path());
        assert!(master_keys(&settings).is_err());
        assert!(make_sure(&settings).unwrap().1);
        let text = fs::read_to_string(kept_in(&settings.storage.data_dir)).unwrap();
        assert!(!make_sure(&settings).unwrap().1);
        assert_eq!(text, fs::read_to_string(kept_in(&settings.storage.data_dir)).unwrap());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&settings.storage.data_dir), 0o700);
        assert_eq!(mode(&kept_in(&settings.storage.data_dir)), 0o600);
        assert_eq!(fs::read_dir(&settings.storage.data_dir).unwrap().count(), 1);
    }

    #[test]
    fn a_key_that_others_can_read_is_closed_and_a_broken_one_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path());
        make_sure(&settings).unwrap();
        let path = kept_in(&settings.storage.data_dir);
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        master_keys(&settings).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(&path, "hunter2").unwrap();
        let failure = make_sure(&settings).err().unwrap().to_string();
        assert!(failure.contains("is no key") && !failure.contains("hunter2"), "{failure}");
    }
}
