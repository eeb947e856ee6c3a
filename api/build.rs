//! Has the crate built again when the web app changes: a file that is new is not among those that the
//! compiler knows it depends on.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let web_app = Path::new("../frontend");
    if web_app.exists() {
        // A watched folder that does not exist would count as changed at every build.
        fs::create_dir_all(web_app.join("dist"))?;
        println!("cargo:rerun-if-changed=../frontend/dist");
    }
    println!("cargo:rerun-if-changed=build.rs");
    Ok(())
}
