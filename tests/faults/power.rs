//! The power fails under a file: whatever was written and not flushed to the disk is gone.
//!
//! A small library, compiled on the spot, copies each file of the database whenever the process has
//! flushed it. After `kill -9` the copies take the place of the files: the worst that a disk may do
//! which keeps its promises.

use crate::{
    arena::{Arena, PATIENCE, Site, require, until},
    rig::{Backing, Node, NodeSpec, Place, flows::micros, node},
    table::Outcome,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// The power is cut several times under one process that accepts runs and carries them out.
pub async fn power_cut(arena: &Arena, backing: Backing) -> Outcome {
    let site = arena.site(backing).await;
    let cuts = arena.measure(3, 20);
    let library = compile(&site.file("durable.so"))?;
    let copies = site.file("copies");
    fs::create_dir(&copies).map_err(|error| error.to_string())?;
    let database = PathBuf::from(site.place.database.strip_prefix("sqlite:").unwrap());
    let spec = NodeSpec { step: 5, lease: 1_500, slots: 16, ..site.spec() };
    let environment = [
        ("LD_PRELOAD", library.display().to_string()),
        ("DURABLE_COPIES", copies.display().to_string()),
        // Starts runs by itself and writes down which were accepted.
        ("RIG_ACCEPTS", site.file("accepted").display().to_string()),
    ];
    let mut lost_bytes = 0;
    for cut in 0..cuts {
        // What is there before: whoever looked at it last has closed it, and by that flushed it.
        for file in files_of(&database) {
            let copy = copies.join(file.file_name().unwrap());
            let _ = fs::remove_file(&copy);
            if file.exists() {
                fs::copy(&file, copy).map_err(|error| error.to_string())?;
            }
        }
        let mut node = Node::start_under(&spec, &site.log(), &[], &environment);
        let before = accepted(&site).len();
        let deadline = Instant::now() + PATIENCE;
        while accepted(&site).len() < before + 25 + 10 * (cut % 3) {
            require(node.is_running() && Instant::now() < deadline, || {
                format!("no runs are accepted: {}", node.printed())
            })?;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        node.kill();
        for file in files_of(&database) {
            let copy = copies.join(file.file_name().unwrap());
            let written = fs::metadata(&file).map_or(0, |meta| meta.len());
            let _ = fs::remove_file(&file);
            if copy.exists() {
                fs::copy(&copy, &file).map_err(|error| error.to_string())?;
                lost_bytes += written.saturating_sub(fs::metadata(&file).map_or(0, |meta| meta.len()));
            }
        }
        let _ = fs::remove_file(database.with_extension("db-shm"));
        let whole = site.place.query("PRAGMA integrity_check").join(" ");
        require(whole == "ok", || format!("the file is broken: {whole}"))?;
    }
    // Without further runs until all are done.
    let mut node = site.node(&spec);
    let accepted = accepted(&site);
    let open =
        || site.place.count("SELECT count(*) FROM workflow_runs WHERE kind = 'transfer' AND state < 3");
    until("all that was accepted is done", || open() == 0).await;
    node.stop().await;
    let there = site.place.query("SELECT key FROM workflow_runs WHERE kind = 'transfer' AND state = 3");
    let missing = accepted.iter().filter(|number| !there.contains(number)).count();
    require(missing == 0, || format!("{missing} accepted runs are gone"))?;
    let books = site.books();
    books.check(&site.place, &[("transfer", u64::try_from(there.len()).unwrap())], &[&spec.canary])?;
    Ok(format!(
        "{cuts} cuts, {} runs accepted, {} done; {lost_bytes} bytes lost on the way, {} effects again",
        accepted.len(),
        there.len(),
        books.repeats()
    ))
}

/// The numbers of the runs whose acceptance was told.
fn accepted(site: &Site) -> Vec<String> {
    let text = fs::read_to_string(site.file("accepted")).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().map(str::to_owned).collect()
}

fn files_of(database: &Path) -> [PathBuf; 2] {
    [database.to_owned(), database.with_extension("db-wal")]
}

fn compile(to: &Path) -> Result<PathBuf, String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/durable.c");
    let output = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([to, source.as_path()])
        .arg("-ldl")
        .output()
        .map_err(|error| format!("no C compiler: {error}"))?;
    require(output.status.success(), || String::from_utf8_lossy(&output.stderr).into_owned())?;
    Ok(to.to_owned())
}
