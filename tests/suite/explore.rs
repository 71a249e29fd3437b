//! The explorer: what the server gives, to whom, and what nobody can do to it.

use std::fs;
use std::time::Duration;

use serde_json::Value;

use crate::cli_commands::call;

mod client;
mod random;

use client::{Answer, Client, Server};

/// What a page asks that is soon done.
const SHORT: &str = r#"{"districts":["sb6"],"replicates":2,"weeks":1}"#;

/// What takes longer than any test.
const LONG: &str = r#"{"replicates":60,"weeks":520}"#;

/// Returns the kind of a line.
fn kind(line: &Value) -> &str {
    line["kind"].as_str().unwrap()
}

/// Returns the key at the end of a run.
fn key(run: &Answer) -> String {
    let lines = run.lines();
    let end = lines.last().unwrap();
    assert_eq!(kind(end), "end", "{end}");
    end["key"].as_str().unwrap().to_owned()
}

/// Begins a run and returns once it speaks; `None` where there is no place.
fn begin(server: &Server, ask: &str) -> Option<Client> {
    let mut client = server.client();
    client.send(&client.request("POST", "/run", &[], ask.as_bytes())).unwrap();
    let status = client.line();
    assert!(status.contains(" 200 ") || status.contains(" 429 "), "{status}");
    status.contains(" 200 ").then(|| {
        while !client.line().contains("\"account\"") {}
        client
    })
}

#[test]
fn page_script_and_style_arrive_with_headers_that_bind_the_browser() {
    let server = Server::any();
    let mut client = server.client();
    for (path, media, holds) in [
        ("/", "text/html; charset=utf-8", "<html lang=\"en\">"),
        ("/page.js", "text/javascript; charset=utf-8", "\"use strict\""),
        ("/page.css", "text/css; charset=utf-8", "{"),
        ("/licences.txt", "text/plain; charset=utf-8", "hyper"),
    ] {
        let answer = client.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, media), "{path}");
        assert!(answer.text().contains(holds), "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("script-src 'self' 'unsafe"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "no-store");
        let head = client.ask("HEAD", path, &[], b"");
        assert_eq!(head.header("content-length"), answer.body.len().to_string(), "{path}");
    }
    let page = client.get("/");
    assert!(page.text().contains("src=\"/page.js\"") && page.text().contains("href=\"/page.css\""));
    assert!(!page.text().contains("://"), "the page asks nobody else");
}

#[test]
fn other_hosts_origins_and_sites_are_refused_in_words() {
    let server = Server::any();
    let mut client = server.client();
    let port = server.address.rsplit_once(':').unwrap().1.to_owned();
    let local = format!("localhost:{port}");
    assert_eq!(client.ask("GET", "/", &[("host", &local)], b"").status, 200);
    let foreign = format!("example.org:{port}");
    for (path, header) in [
        ("/", ("host", foreign.as_str())),
        ("/account", ("origin", "http://example.org")),
        ("/run", ("sec-fetch-site", "cross-site")),
        ("/run", ("origin", "null")),
    ] {
        for method in ["GET", "POST"] {
            let answer = client.ask(method, path, &[header], b"{}");
            assert_eq!(answer.status, 403, "{method} {path} {header:?}");
            assert!(answer.text().contains("alone") && answer.text().contains("nur"), "{}", answer.text());
        }
    }
    let own = format!("http://{}", server.address);
    let headers = [("origin", own.as_str()), ("sec-fetch-site", "same-origin")];
    assert_eq!(client.ask("POST", "/account", &headers, SHORT.as_bytes()).status, 200);
}

#[test]
fn what_is_faulty_is_refused_in_words() {
    let server = Server::any();
    let mut client = server.client();
    let fault = |answer: &Answer, status| {
        assert_eq!(answer.status, status, "{answer:?}");
        let lines = answer.lines();
        assert_eq!((lines.len(), kind(&lines[0])), (1, "fault"));
    };
    for path in ["/account", "/run"] {
        for broken in [&b"{"[..], b"nonsense", b"{\"a\":\0}"] {
            fault(&client.post(path, broken), 200);
        }
        fault(&client.post(path, b"\xff\xfe"), 400);
        fault(&client.post(path, &vec![b' '; (64 << 10) + 1]), 413);
        fault(&client.post(path, &vec![b' '; 12 << 20]), 413);
        let answer = client.get(path);
        assert_eq!((answer.status, answer.header("allow")), (405, "POST"), "{path}");
    }
    let padded = format!("{SHORT}{}", " ".repeat((64 << 10) - SHORT.len()));
    assert_eq!(client.post("/account", padded.as_bytes()).status, 200, "64 kB are not too much");
    fault(&client.post("/", b"{}"), 405);
    fault(&client.post("/nowhere", b"{}"), 404);
    assert_eq!(client.ask("DELETE", "/page.js", &[], b"").header("allow"), "GET, HEAD");
    for path in [
        "/nowhere",
        "/file/0123456789abcdef/series.csv",
        "/file/../../etc/passwd",
        "/file/..%2f..%2fetc/passwd",
        "/../Cargo.toml",
        "/page.js/",
        "//",
    ] {
        let answer = client.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().contains("nicht"), "{path}: {}", answer.text());
    }
}

#[test]
fn a_run_begins_with_its_account_and_ends_with_the_key_of_its_files() {
    let server = Server::any();
    let mut client = server.client();
    let account = client.post("/account", SHORT.as_bytes());
    let run = client.post("/run", SHORT.as_bytes());
    assert_eq!((run.status, run.header("content-type")), (200, "application/x-ndjson"));
    let lines = run.lines();
    assert_eq!(lines[0], account.lines()[0]);
    assert_eq!(kind(&lines[0]), "account");
    assert!(lines.iter().any(|line| kind(line) == "drawn"));
    assert!(lines.iter().all(|line| kind(line) != "fault"));
    let key = key(&run);
    let file = client.get(&format!("/file/{key}/experiment.toml"));
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"experiment.toml\"");
    assert!(file.text().contains("replicates = 2"));
    for name in ["unknown.csv", "experiment.toml/", "../experiment.toml", ""] {
        assert_eq!(client.get(&format!("/file/{key}/{name}")).status, 404, "{name}");
    }
}

#[test]
fn the_oldest_findings_are_forgotten_and_the_same_question_is_kept_once() {
    let server = Server::any();
    let mut client = server.client();
    // Spaces make another question with the same answer.
    let ask = |number: usize| format!("{SHORT}{}", " ".repeat(number));
    let keys: Vec<String> = (0..8).map(|number| key(&client.post("/run", ask(number).as_bytes()))).collect();
    assert_eq!(key(&client.post("/run", ask(0).as_bytes())), keys[0]);
    let status = |client: &mut Client, key: &str| client.get(&format!("/file/{key}/experiment.toml")).status;
    for key in &keys {
        assert_eq!(status(&mut client, key), 200);
    }
    key(&client.post("/run", ask(8).as_bytes()));
    assert_eq!(status(&mut client, &keys[1]), 404);
    assert_eq!(status(&mut client, &keys[0]), 200, "what was asked again is not the oldest");
}

#[test]
fn a_run_ends_when_its_page_goes_and_gives_its_place_to_another() {
    let server = Server::any();
    let mut pages: Vec<Client> = (0..4).map(|_| begin(&server, LONG).expect("four can run")).collect();
    let refused = server.client().post("/run", SHORT.as_bytes());
    assert_eq!(refused.status, 429);
    let line = &refused.lines()[0];
    assert!(line["en"].as_str().unwrap().contains("wait") && line["de"].as_str().unwrap().contains("warten"));
    assert_eq!(server.client().get("/").status, 200, "the page is still served");
    pages[2].leave();
    let took_place = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        begin(&server, LONG).is_some()
    });
    assert!(took_place, "the run of a page that has gone goes on");
}

#[test]
fn two_pages_run_at_once_and_each_hears_its_own() {
    let server = Server::any();
    let asks = [SHORT.to_owned(), format!(" {SHORT}")];
    let runs: Vec<Answer> = std::thread::scope(|scope| {
        let each = asks.each_ref().map(|ask| {
            let mut client = server.client();
            scope.spawn(move || client.post("/run", ask.as_bytes()))
        });
        each.into_iter().map(|page| page.join().unwrap()).collect()
    });
    let said = |run: &Answer| {
        let mut lines: Vec<String> = run.text().lines().map(str::to_owned).collect();
        // Lines of runs that go on side by side come in any order; pictures tell which were drawn first.
        lines.retain(|line| !line.contains("\"drawn\"") && !line.contains("\"end\""));
        lines.sort_unstable();
        lines
    };
    assert!(said(&runs[0]).len() > 1);
    assert_eq!(said(&runs[0]), said(&runs[1]));
    assert_ne!(key(&runs[0]), key(&runs[1]));
}

#[test]
fn nobody_is_waited_for_who_never_ends_a_request() {
    let server = Server::any();
    let mut head = server.client();
    head.send(b"GET / HTTP/1.1\r\nhost: ").unwrap();
    let mut silent = server.client();
    assert_eq!(silent.get("/").status, 200);
    let mut body = server.client();
    let request = body.request("POST", "/account", &[], SHORT.as_bytes());
    body.send(&request[..request.len() - 3]).unwrap();
    let said = String::from_utf8(body.rest()).unwrap();
    assert!(said.starts_with("HTTP/1.1 408 ") && said.contains("dauer"), "{said}");
    head.rest();
    silent.rest();
}

#[test]
fn a_port_that_is_taken_is_said_and_none_asked_for_is_found() {
    let server = Server::start(&[]);
    let other = Server::start(&[]);
    assert_ne!(server.address, other.address);
    let port = server.address.rsplit_once(':').unwrap().1;
    let (code, output, complaint) = call(".".as_ref(), &["explore", "--no-open", "--port", port]);
    assert_eq!((code, output.as_str()), (4, ""));
    assert!(complaint.contains(port) && complaint.contains("--port 0"), "{complaint}");
}

#[test]
fn listening_elsewhere_is_warned_of_and_the_address_can_still_be_opened() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("inteso"))
        .args(["explore", "--no-open", "--port", "0", "--host", "0.0.0.0", "--language", "en"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let first = |stream: &mut dyn std::io::Read| {
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(stream), &mut line).unwrap();
        line
    };
    let warning = first(child.stderr.as_mut().unwrap());
    let address = first(child.stdout.as_mut().unwrap());
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(warning.contains("other machines") && warning.contains("no password"), "{warning}");
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_server_well_even_while_it_runs() {
    let server = Server::any();
    let _page = begin(&server, LONG).unwrap();
    let sent = std::process::Command::new("kill").args(["-INT", &server.id().to_string()]).status();
    assert!(sent.unwrap().success());
    assert_eq!(server.ended(), Some(0));
}

#[test]
fn the_page_in_one_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("engine.wasm"), b"\0asm\x01\0\0\0rest").unwrap();
    fs::write(at("other.wasm"), b"PK\x03\x04").unwrap();
    let call = |arguments: &[&str]| call(folder.path(), &[&["explore", "--export"], arguments].concat());
    for (arguments, code, said) in [
        (&["page.html"][..], 2, "--engine"),
        (&["page.html", "--engine", "other.wasm"], 3, "WebAssembly"),
        (&["page.html", "--engine", "missing.wasm"], 3, "missing.wasm"),
        (&["page.html", "--engine", "."], 3, "regular"),
        (&["none/page.html", "--engine", "engine.wasm"], 4, "none/page.html"),
    ] {
        let (found, output, complaint) = call(arguments);
        assert_eq!((found, output.as_str()), (code, ""), "{arguments:?}: {complaint}");
        assert!(complaint.contains(said), "{arguments:?}: {complaint}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    let (code, output, note) = call(&["page.html", "--engine", "engine.wasm", "--language", "de"]);
    assert_eq!((code, output.as_str()), (0, "page.html\n"));
    assert!(note.contains("MB"), "{note}");
    let page = fs::read_to_string(at("page.html")).unwrap();
    assert!(
        page.contains("<html lang=\"de\">") && page.contains("id=\"engine\"") && page.contains("Lizenzen")
    );
}

#[test]
fn licences_are_shown() {
    let (code, output, _) = call(".".as_ref(), &["explore", "--licences"]);
    assert_eq!(code, 0);
    assert!(output.contains("Permission is hereby granted"));
}
