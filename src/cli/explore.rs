//! `explore`: the page on loopback, the page as one file, and the licences of what is inside.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::json;

use super::failure::Failure;
use super::terminal::{Terminal, stop_flag, threads_of_machine};
use crate::experiment::new_file::write_file;
use crate::explore::export::{self, LARGEST_ENGINE};
use crate::explore::{LICENCES, Server};
use crate::phrase::phrase;

pub(super) mod exploring;

use exploring::Exploring;

/// Does what is asked.
///
/// # Errors
/// Returns why the page cannot be served or written.
pub(super) fn explore(terminal: &Terminal, exploring: &Exploring) -> Result<(), Failure> {
    if exploring.licences {
        return if terminal.is_json() {
            terminal.json(&json!({ "licences": LICENCES }))
        } else {
            terminal.result(LICENCES)
        };
    }
    match &exploring.export {
        Some(page) => export(terminal, page, exploring.engine.as_deref()),
        None => serve(terminal, exploring),
    }
}

fn serve(terminal: &Terminal, exploring: &Exploring) -> Result<(), Failure> {
    let host = exploring.host;
    // Before anybody can ask, so that an early Ctrl-C ends it as well.
    let stop = stop_flag();
    let server = Server::bind(host, exploring.port).map_err(|error| {
        let port = exploring.port.map(|port| format!(":{port}")).unwrap_or_default();
        Failure::Output(phrase!(
            "nobody can listen at {host}{port}: {error}; --port 0 takes any free port",
            "unter {host}{port} kann kein Server stehen: {error}; --port 0 nimmt einen freien Port"
        ))
    })?;
    if !host.is_loopback() {
        terminal.note(&phrase!(
            "warning: other machines can reach {host} and compute here; there is no password",
            "Warnung: {host} ist von anderen Rechnern aus zu erreichen, und sie können hier rechnen; ein Passwort gibt es nicht"
        ));
    }
    let address = server.address();
    if terminal.is_json() {
        terminal.json(&json!({ "address": address }))?;
    } else {
        terminal.result(&format!("{address}\n"))?;
    }
    terminal.note(&phrase!("Ctrl-C ends it", "Strg-C beendet es"));
    if !exploring.no_open
        && let Err(error) = open::that_detached(&address)
    {
        terminal.note(&phrase!(
            "no browser could be opened ({error}): open the address yourself",
            "es ließ sich kein Browser öffnen ({error}): bitte die Adresse selbst öffnen"
        ));
    }
    server.serve(terminal.language(), threads_of_machine(), stop).map_err(|error| {
        Failure::Output(phrase!("the server ended: {error}", "der Server ist beendet: {error}"))
    })
}

fn export(terminal: &Terminal, path: &Path, engine: Option<&Path>) -> Result<(), Failure> {
    let Some(engine) = engine else {
        return Err(Failure::Usage(phrase!(
            "the page in one file needs an engine: --engine FILE, the library as WebAssembly. It is built by `.ci/wasm`, or by\n  \
             rustup target add wasm32-unknown-unknown\n  \
             cargo build --release --target wasm32-unknown-unknown --manifest-path web/engine/Cargo.toml\n\
             and then is web/engine/target/wasm32-unknown-unknown/release/inteso_engine.wasm",
            "die Seite in einer Datei braucht einen Motor: --engine DATEI, die Bibliothek als WebAssembly. Ihn baut `.ci/wasm`, oder\n  \
             rustup target add wasm32-unknown-unknown\n  \
             cargo build --release --target wasm32-unknown-unknown --manifest-path web/engine/Cargo.toml\n\
             und dann ist es web/engine/target/wasm32-unknown-unknown/release/inteso_engine.wasm"
        )));
    };
    let shown = engine.display();
    let bytes = read(engine).map_err(|error| {
        Failure::Input(phrase!(
            "cannot read `{shown}`: {error}",
            "`{shown}` kann nicht gelesen werden: {error}"
        ))
    })?;
    let page = export::page(&bytes, terminal.language()).map_err(|fault| {
        Failure::Input(phrase!("`{shown}` {fault}", "`{shown}` {fault}"; fault = fault.phrase()))
    })?;
    write_file(path, page.as_bytes())?;
    let (file, bytes) = (path.display(), page.len());
    if terminal.is_json() {
        terminal.json(&json!({ "file": file.to_string(), "bytes": bytes }))?;
    } else {
        terminal.result(&format!("{file}\n"))?;
    }
    let megabytes = format!("{:.1}", bytes as f64 / 1e6);
    let german = megabytes.replace('.', ",");
    terminal.note(&phrase!(
        "{megabytes} MB; opens in any browser, without this program and without a network",
        "{german} MB; öffnet sich in jedem Browser, ohne dieses Programm und ohne Netz"
    ));
    Ok(())
}

/// Reads a file that may be an engine, and no more of it than shows that it is too large.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    // Opening a pipe would wait for its other end.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST_ENGINE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
