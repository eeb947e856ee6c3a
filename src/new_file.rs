//! A file that appears once it is whole, for its owner alone.
//!
//! Until then it has a hidden name, and whoever writes it holds a lock on it, which ends with the process however that
//! ends. So what a process that was killed left behind is known by nobody holding it, and goes with the next attempt.

use crate::failure::Failure;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// What hidden names end with.
const END: &str = ".part";
/// How often a new file is made anew, because somebody else took it for one that was left behind.
const TRIES: u32 = 16;
/// What SQLite puts beside a file that it writes.
const COMPANIONS: [&str; 3] = ["-journal", "-wal", "-shm"];

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
        let begin = format!(".{}.", name.to_string_lossy());
        clear_away(path, &begin);
        let part = path.with_file_name(format!("{begin}{}{END}", std::process::id()));
        let file = take(&part).map_err(|error| unwritable(path, error))?;
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
        // Held until it has its name.
        let mut file = self.file.take();
        if let Some(file) = &mut file {
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

/// Makes a file and holds it.
fn take(path: &Path) -> io::Result<File> {
    for _ in 0..TRIES {
        let file = make(path)?;
        // Between its making and its lock it looks like one that was left behind.
        if file.try_lock().is_ok() && is_at(&file, path) {
            return Ok(file);
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// Deletes what others began beside `path` and nobody holds any more. Whatever cannot be deleted stays: the new file
/// matters more.
fn clear_away(path: &Path, begin: &str) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(begin)?.strip_suffix(END));
        let is_one =
            number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
        // Neither a link nor a pipe that somebody put there.
        if !is_one || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let left = entry.path();
        let Ok(file) = File::options().write(true).open(&left) else { continue };
        if file.try_lock().is_ok() && is_at(&file, &left) && fs::remove_file(&left).is_ok() {
            for companion in COMPANIONS {
                let mut beside = left.clone().into_os_string();
                beside.push(companion);
                let _ = fs::remove_file(beside);
            }
        }
    }
}

/// Whether this very file has this name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let named = fs::symlink_metadata(path);
    let open = file.metadata();
    named.is_ok_and(|named| open.is_ok_and(|open| (named.dev(), named.ino()) == (open.dev(), open.ino())))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
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
    fn what_nobody_holds_any_more_goes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let put = |name: &str| fs::write(folder.path().join(name), "half").unwrap();
        for left in [".a.csv.1.part", ".a.csv.77.part", ".a.csv.77.part-journal"] {
            put(left);
        }
        let others = [".a.csv.part", ".a.csv.x1.part", ".b.csv.1.part", "a.csv.1.part", ".a.csv.1.part.old"];
        for name in others {
            put(name);
        }
        let held = folder.path().join(".a.csv.2.part");
        let holder = take(&held).unwrap();
        std::os::unix::fs::symlink(folder.path().join(".b.csv.1.part"), folder.path().join(".a.csv.3.part"))
            .unwrap();

        let mut file = NewFile::create(&path, false).unwrap();
        file.write_all(b"whole").unwrap();
        file.keep().unwrap();
        let mut names: Vec<String> = texts(folder.path()).into_iter().map(|(name, _)| name).collect();
        names.sort();
        let mut kept: Vec<&str> = others.to_vec();
        kept.extend(["a.csv", ".a.csv.2.part", ".a.csv.3.part"]);
        kept.sort_unstable();
        assert_eq!(names, kept);

        drop(holder);
        drop(NewFile::create(&path, true).unwrap());
        assert!(!held.exists());
    }

    #[test]
    fn a_part_of_the_own_number_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        // As in a container, where every process is the first.
        fs::write(folder.path().join(format!(".a.csv.{}.part", std::process::id())), "half").unwrap();
        NewFile::create(&path, false).unwrap().keep().unwrap();
        assert_eq!(texts(folder.path()), [("a.csv".to_owned(), String::new())]);
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
