//! Has progenitor write a client from the document.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let document = env::var("OPENAPI_DOCUMENT").unwrap_or_else(|_| "../../../openapi.json".to_owned());
    println!("cargo:rerun-if-env-changed=OPENAPI_DOCUMENT");
    println!("cargo:rerun-if-changed={document}");
    let document: openapiv3::OpenAPI = serde_json::from_str(&fs::read_to_string(document)?)?;
    let tokens = progenitor::Generator::default().generate_tokens(&document)?;
    let code = prettyplease::unparse(&syn::parse2(tokens)?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("client.rs"), code)?;
    Ok(())
}
