//! One process of the product.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// The program, as it was built with the tests. Tests of other packages find it beside their own program.
pub fn program() -> PathBuf {
    if let Some(path) = option_env!("CARGO_BIN_EXE_oathgate") {
        return path.into();
    }
    let own = std::env::current_exe().unwrap();
    let program = own.ancestors().nth(2).unwrap().join("oathgate");
    assert!(program.exists(), "there is no {}; `cargo build` makes it", program.display());
    program
}

/// A running `oathgate`, killed when dropped.
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `oathgate ARGUMENTS` with nothing in its environment but `settings`.
    pub fn start(folder: &Path, name: &str, arguments: &[&str], settings: &[(String, String)]) -> Self {
        Self::start_program(&program(), folder, name, arguments, settings)
    }

    /// The same with another version of the program.
    pub fn start_program(
        program: &Path,
        folder: &Path,
        name: &str,
        arguments: &[&str],
        settings: &[(String, String)],
    ) -> Self {
        let log = folder.join(format!("{name}.log"));
        let file = File::options().create(true).append(true).open(&log).unwrap();
        let child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .envs(settings.iter().cloned())
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        Self { child, log }
    }

    /// Everything that it has printed.
    pub fn printed(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, and waits for it. Gives its exit code.
    pub async fn stop(&mut self, within: Duration) -> Option<i32> {
        let sent = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
        let deadline = Instant::now() + within;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it did not stop within {within:?}:\n{}", self.printed());
    }

    /// The memory that it keeps in RAM, in MiB.
    pub fn resident_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        let kib: f64 = line.trim().trim_end_matches(" kB").trim().parse().unwrap();
        kib / 1024.0
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs `oathgate ARGUMENTS` to its end: exit code, standard output, standard error.
pub fn run(folder: &Path, arguments: &[&str], settings: &[(String, String)]) -> (i32, String, String) {
    run_program(&program(), folder, arguments, settings)
}

/// The same with another version of the program.
pub fn run_program(
    program: &Path,
    folder: &Path,
    arguments: &[&str],
    settings: &[(String, String)],
) -> (i32, String, String) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(settings.iter().cloned())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}
