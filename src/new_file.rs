//! A file that appears once it is whole, for its owner alone.

use crate::failure::Failure;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// A file that is being written under another name beside its own. Dropped before [`Self::keep`], it goes away.
pub(crate) struct NewFile {
    /// None once it is closed.
    file: Option<BufWriter<File>>,
    /// Where it is now.
    part: PathBuf,
    /// Where it belongs.
    path: PathBuf,
    overwrites: bool,
}

impl NewFile {
    /// Begins a file at `path`, with mode 0600.
    ///
    /// # Errors
    /// When there is one and it is not to be overwritten, or it cannot be made.
    pub(crate) fn create(path: &Path, overwrites: bool) -> Result<Self, Failure> {
        let Some(name) = path.file_name() else {
            return Err(Failure::new(format!("{}: it names no file", path.display())));
        };
        if fs::symlink_metadata(path).is_ok_and(|found| !overwrites || found.is_dir()) {
            return Err(there(path));
        }
        let part = format!(".{}.{}.part", name.to_string_lossy(), std::process::id());
        let part = path.with_file_name(part);
        let file = make(&part).map_err(|error| unwritable(path, error))?;
        Ok(Self { file: Some(BufWriter::new(file)), part, path: path.to_owned(), overwrites })
    }

    /// Where it is until then.
    pub(crate) fn part(&self) -> &Path {
        &self.part
    }

    /// Gives it its name, once everything is on the disk.
    ///
    /// # Errors
    /// When it cannot be written, or somebody else made a file of its name meanwhile.
    pub(crate) fn keep(mut self) -> Result<(), Failure> {
        let failed = |error| unwritable(&self.path, error);
        if let Some(mut file) = self.file.take() {
            file.flush().and_then(|()| file.get_ref().sync_all()).map_err(failed)?;
        }
        if self.overwrites {
            return fs::rename(&self.part, &self.path).map_err(failed);
        }
        // Unlike a renaming, a link never replaces what is there.
        match fs::hard_link(&self.part, &self.path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(there(&self.path)),
            linked => linked.map_err(failed),
        }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().ok_or(io::ErrorKind::NotConnected)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // After a renaming there is none.
        let _ = fs::remove_file(&self.part);
    }
}

fn there(path: &Path) -> Failure {
    Failure::new(format!("{} is there already; add --overwrite to replace it", path.display()))
}

fn unwritable(path: &Path, error: io::Error) -> Failure {
    Failure::because(format!("{} cannot be written", path.display()), error)
}

#[cfg(unix)]
fn make(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn make(path: &Path) -> io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(folder: &Path) -> Vec<(String, String)> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let text = |path: PathBuf| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
        };
        entries.map(text).collect()
    }

    #[test]
    fn it_is_there_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let write = |text: &str, overwrites| {
            let mut file = NewFile::create(&path, overwrites)?;
            file.write_all(text.as_bytes()).unwrap();
            Ok::<_, Failure>(file)
        };
        drop(write("half", false).unwrap());
        assert_eq!(texts(folder.path()), []);
        write("first", false).unwrap().keep().unwrap();
        assert!(write("second", false).err().unwrap().to_string().contains("--overwrite"));
        write("third", true).unwrap().keep().unwrap();
        assert_eq!(texts(folder.path()), [("a.csv".to_owned(), "third".to_owned())]);
    }

    #[test]
    fn of_two_who_write_at_once_one_is_refused_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let file = NewFile::create(&path, false).unwrap();
        fs::write(&path, "theirs").unwrap();
        assert!(file.keep().unwrap_err().to_string().contains("is there already"));
        assert_eq!(texts(folder.path()), [("a.csv".to_owned(), "theirs".to_owned())]);
    }
}
