//! What can be asked, and what is answered; anything else is refused in words.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use hyper::body::{Body, Bytes, Incoming};
use hyper::header::CONTENT_LENGTH;
use hyper::http::request::Parts;
use hyper::{Request, StatusCode};
use tokio::sync::Semaphore;
use tokio::{task, time};

use super::LICENCES;
use super::answer::{Answer, Content, JSON_LINES, answer, download, faulty, refusal, whole, wrong_method};
use super::guard::Guard;
use super::kept::Shelf;
use super::page;
use super::running::{Page, bug, carry_out};
use crate::phrase::{Phrase, phrase};
use crate::session::Inquiry;
use crate::vocabulary::Language;

/// Bytes that a page may send.
const MOST_SENT: usize = 64 << 10;

/// Bytes that are read and thrown away after a refusal: a connection that is closed while somebody still sends breaks
/// off, and nobody hears why.
const MOST_THROWN_AWAY: usize = 16 << 20;

/// How long sending may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs at once.
const MOST_RUNS: usize = 4;

/// Files that can be downloaded.
const FILES: [&str; 5] = ["experiment.toml", "scenario.toml", "series.csv", "differences.csv", "report.html"];

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

/// What can be asked.
enum Route<'a> {
    Text(&'static str, Bytes),
    File { key: &'a str, name: &'static str },
    Account,
    Run,
}

/// All that requests share.
#[derive(Debug)]
pub(super) struct House {
    guard: Guard,
    page: Bytes,
    script: Bytes,
    style: Bytes,
    /// Threads of a run.
    threads: usize,
    places: Arc<Semaphore>,
    shelf: Arc<Shelf>,
}

impl House {
    pub(super) fn new(guard: Guard, language: Language, threads: usize) -> Self {
        Self {
            guard,
            page: page::served(language).into(),
            script: page::joined().into(),
            style: page::style().into(),
            threads,
            places: Arc::new(Semaphore::new(MOST_RUNS)),
            shelf: Arc::default(),
        }
    }

    /// Answers a request.
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Answer {
        let (head, body) = request.into_parts();
        let is_of_script = head.method == "POST";
        if let Err(why) = self.guard.check(&head) {
            return refusal(StatusCode::FORBIDDEN, &why, is_of_script);
        }
        let Some(route) = self.route(head.uri.path()) else {
            return refusal(StatusCode::NOT_FOUND, &nothing_here(), is_of_script);
        };
        let allowed = match route {
            Route::Account | Route::Run => "POST",
            Route::Text(..) | Route::File { .. } => "GET, HEAD",
        };
        if !allowed.split(", ").any(|method| head.method == method) {
            return wrong_method(&not_so(), allowed, is_of_script);
        }
        match route {
            Route::Text(media, text) => whole(media, text),
            Route::File { key, name } => self.file(key, name).await,
            Route::Account => match read(&head, body).await {
                Ok(ask) => account(ask).await,
                Err(refused) => refused,
            },
            Route::Run => match read(&head, body).await {
                Ok(ask) => self.run(ask).await,
                Err(refused) => refused,
            },
        }
    }

    fn route<'a>(&self, path: &'a str) -> Option<Route<'a>> {
        let text = |media, text: &Bytes| Some(Route::Text(media, text.clone()));
        match path {
            "/" => text(HTML, &self.page),
            "/page.js" => text(SCRIPT, &self.script),
            "/page.css" => text(STYLE, &self.style),
            "/licences.txt" => text(PLAIN, &Bytes::from_static(LICENCES.as_bytes())),
            "/account" => Some(Route::Account),
            "/run" => Some(Route::Run),
            _ => {
                let (key, asked) = path.strip_prefix("/file/")?.split_once('/')?;
                let name = FILES.into_iter().find(|name| *name == asked)?;
                Some(Route::File { key, name })
            }
        }
    }

    async fn file(&self, key: &str, name: &'static str) -> Answer {
        let Some(found) = self.shelf.find(key) else {
            return refusal(StatusCode::NOT_FOUND, &forgotten(), false);
        };
        match task::spawn_blocking(move || found.file(name)).await {
            Ok(Some((media, bytes))) => download(media, name, bytes),
            Ok(None) => refusal(StatusCode::NOT_FOUND, &nothing_here(), false),
            Err(_) => faulty(StatusCode::INTERNAL_SERVER_ERROR, bug()),
        }
    }

    /// Runs what is asked; the lines come as the body of the answer.
    async fn run(&self, ask: String) -> Answer {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return refusal(StatusCode::TOO_MANY_REQUESTS, &all_places_taken(), true);
        };
        let opened = task::spawn_blocking(move || (Inquiry::open(&ask), ask)).await;
        let (inquiry, ask) = match opened {
            Ok((Ok(inquiry), ask)) => (Arc::new(inquiry), ask),
            // The request was well; what is wrong with the question is its answer.
            Ok((Err(line), _)) => return faulty(StatusCode::OK, line),
            Err(_) => return faulty(StatusCode::INTERNAL_SERVER_ERROR, bug()),
        };
        let (page, lines) = Page::new();
        let (threads, shelf) = (self.threads, Arc::clone(&self.shelf));
        let begun = thread::Builder::new().name("runs of a page".to_owned()).spawn(move || {
            carry_out(&ask, inquiry, threads, &page, &shelf);
            drop(place);
        });
        match begun {
            Ok(_) => answer(StatusCode::OK, JSON_LINES, Content::Lines(lines)),
            Err(_) => refusal(StatusCode::TOO_MANY_REQUESTS, &all_places_taken(), true),
        }
    }
}

/// Answers what something costs.
async fn account(ask: String) -> Answer {
    match task::spawn_blocking(move || Inquiry::open(&ask).map(|inquiry| inquiry.account())).await {
        Ok(Ok(line) | Err(line)) => faulty(StatusCode::OK, line),
        Err(_) => faulty(StatusCode::INTERNAL_SERVER_ERROR, bug()),
    }
}

/// Reads what a page sends.
///
/// # Errors
/// Returns the refusal of what is too long, too slow or no text.
async fn read(head: &Parts, mut body: Incoming) -> Result<String, Answer> {
    let refuse = |status, why: &Phrase| Err(refusal(status, why, true));
    let announced = head.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let collected = if announced.is_some_and(|length: usize| length > MOST_SENT) {
        Ok(Ok(None))
    } else {
        time::timeout(PATIENCE, collect(&mut body)).await
    };
    match collected {
        Ok(Ok(Some(bytes))) => match String::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(_) => refuse(StatusCode::BAD_REQUEST, &no_text()),
        },
        Ok(Ok(None)) => {
            task::spawn(time::timeout(PATIENCE, throw_away(body)));
            refuse(StatusCode::PAYLOAD_TOO_LARGE, &too_long())
        }
        Ok(Err(_)) => refuse(StatusCode::BAD_REQUEST, &broken_off()),
        Err(_) => refuse(StatusCode::REQUEST_TIMEOUT, &too_slow()),
    }
}

/// Collects a body; `None` if it is too long.
async fn collect(body: &mut Incoming) -> hyper::Result<Option<Vec<u8>>> {
    let mut kept = Vec::new();
    while let Some(data) = next(body).await? {
        if kept.len() + data.len() > MOST_SENT {
            return Ok(None);
        }
        kept.extend_from_slice(&data);
    }
    Ok(Some(kept))
}

/// Reads what still comes, up to a bound.
async fn throw_away(mut body: Incoming) {
    let mut length = 0;
    while length <= MOST_THROWN_AWAY {
        let Ok(Some(data)) = next(&mut body).await else { break };
        length += data.len();
    }
}

/// Waits for the next bytes of a body; `None` at its end.
async fn next(body: &mut Incoming) -> hyper::Result<Option<Bytes>> {
    while let Some(frame) = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
        if let Ok(data) = frame?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

fn nothing_here() -> Phrase {
    phrase!(
        "there is nothing at this address; the page is at /",
        "unter dieser Adresse gibt es nichts; die Seite steht unter /"
    )
}

fn forgotten() -> Phrase {
    let most = super::kept::MOST_KEPT;
    phrase!(
        "these results are no longer kept: run again. The server keeps the last {most}, until it ends",
        "diese Ergebnisse sind nicht mehr da: bitte noch einmal rechnen. Der Server behält die letzten {most}, bis er endet"
    )
}

fn not_so() -> Phrase {
    phrase!("this address does not take this kind of request", "diese Adresse nimmt solche Anfragen nicht an")
}

fn all_places_taken() -> Phrase {
    phrase!(
        "{MOST_RUNS} pages are being computed already: wait for one, or close it",
        "es wird schon für {MOST_RUNS} Seiten gerechnet: bitte warten oder eine davon schließen"
    )
}

fn too_long() -> Phrase {
    let most = MOST_SENT >> 10;
    phrase!(
        "this is too long: at most {most} kB can be sent",
        "das ist zu lang: höchstens {most} kB können gesendet werden"
    )
}

fn too_slow() -> Phrase {
    phrase!("sending took too long", "das Senden hat zu lange gedauert")
}

fn broken_off() -> Phrase {
    phrase!("the transfer was cut off", "die Übertragung ist abgebrochen")
}

fn no_text() -> Phrase {
    phrase!("what was sent is no text in UTF-8", "das Gesendete ist kein Text in UTF-8")
}
