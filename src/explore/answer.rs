//! Answers: a whole text or lines as they come, with what a browser must not do with them.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{ALLOW, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::json;
use tokio::sync::mpsc;

use crate::phrase::Phrase;

/// What every answer says.
const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data: blob:; \
         connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];

pub(super) const JSON_LINES: &str = "application/x-ndjson";

/// What an answer holds.
#[derive(Debug)]
pub(super) enum Content {
    /// All at once; nothing when it has been sent.
    Whole(Option<Bytes>),
    /// Lines as they come.
    Lines(mpsc::Receiver<Bytes>),
}

impl Body for Content {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take()),
            Self::Lines(lines) => lines.poll_recv(context),
        };
        next.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64),
            Self::Lines(_) => SizeHint::default(),
        }
    }
}

pub(super) type Answer = Response<Content>;

/// Makes an answer.
pub(super) fn answer(status: StatusCode, media: &'static str, content: Content) -> Answer {
    let mut answer = Response::new(content);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    answer
}

/// Makes an answer of a whole text.
pub(super) fn whole(media: &'static str, content: impl Into<Bytes>) -> Answer {
    answer(StatusCode::OK, media, Content::Whole(Some(content.into())))
}

/// Makes an answer that a browser keeps as a file.
pub(super) fn download(media: &'static str, name: &str, content: Vec<u8>) -> Answer {
    let mut answer = whole(media, content);
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    answer
        .headers_mut()
        .insert(CONTENT_DISPOSITION, disposition.expect("a name that is known is a header's text"));
    answer
}

/// Refuses in words: a line of JSON to a script, which has sent something, a text to a reader.
pub(super) fn refusal(status: StatusCode, why: &Phrase, is_of_script: bool) -> Answer {
    if is_of_script {
        return faulty(status, fault(why));
    }
    let text = format!("{}\n{}\n", why.english(), why.german());
    answer(status, "text/plain; charset=utf-8", Content::Whole(Some(text.into())))
}

/// Refuses with a line that says what is wrong.
pub(super) fn faulty(status: StatusCode, line: String) -> Answer {
    answer(status, JSON_LINES, Content::Whole(Some(ended(line))))
}

/// Refuses a method, and says which are allowed.
pub(super) fn wrong_method(why: &Phrase, allowed: &'static str, is_of_script: bool) -> Answer {
    let mut answer = refusal(StatusCode::METHOD_NOT_ALLOWED, why, is_of_script);
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    answer
}

/// Writes a fault as a line of JSON, such as the engine writes them.
pub(super) fn fault(why: &Phrase) -> String {
    json!({ "kind": "fault", "en": why.english(), "de": why.german() }).to_string()
}

/// Ends a line.
pub(super) fn ended(mut line: String) -> Bytes {
    line.push('\n');
    line.into()
}
