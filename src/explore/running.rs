//! Runs: first those that the page watches, alone, so that they go as fast as they can; then all forms of a replicate at once,
//! replicate by replicate, as many as there are threads, until all is done or the page has gone.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use hyper::body::Bytes;
use serde_json::json;
use tokio::sync::mpsc;

use super::answer::{ended, fault};
use super::kept::Shelf;
use crate::phrase::phrase;
use crate::run::Record;
use crate::session::{Findings, Inquiry};

/// Lines that wait until the page has read those before; then runs wait, too.
pub(super) const WAITING: usize = 256;

/// The page at the other end.
#[derive(Debug)]
pub(super) struct Page(mpsc::Sender<Bytes>);

impl Page {
    /// Makes a page, and where its lines come out.
    pub(super) fn new() -> (Self, mpsc::Receiver<Bytes>) {
        let (sender, lines) = mpsc::channel(WAITING);
        (Self(sender), lines)
    }

    fn has_gone(&self) -> bool {
        self.0.is_closed()
    }

    /// Sends a line; one to a page that has gone is lost, which the next step sees.
    fn say(&self, line: String) {
        let _ = self.0.blocking_send(ended(line));
    }
}

/// Runs all that is asked, tells the page, and keeps what was found.
pub(super) fn carry_out(ask: &str, inquiry: Arc<Inquiry>, threads: usize, page: &Page, shelf: &Shelf) {
    let found = sheltered(|| {
        page.say(inquiry.account());
        let course = Course {
            inquiry: &inquiry,
            page,
            has_failed: AtomicBool::new(false),
            handing: Mutex::new(Handing::of(&inquiry)),
        };
        course.run(threads)
    });
    match found {
        Some(Ended::Whole(findings)) => {
            let key = shelf.keep(ask, inquiry, *findings);
            page.say(json!({ "kind": "end", "key": key }).to_string());
        }
        Some(Ended::Gone) => {}
        Some(Ended::Failed) | None => page.say(bug()),
    }
}

/// Says that the program is wrong.
pub(super) fn bug() -> String {
    fault(&phrase!(
        "this is a bug in inteso, not a fault of yours; the terminal in which it was started says more",
        "das ist ein Fehler in inteso, nicht Ihrer; das Terminal, in dem es gestartet wurde, sagt mehr"
    ))
}

/// Does something and returns what comes of it; nothing if it panics, which goes no further.
fn sheltered<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// How it ended.
enum Ended {
    Whole(Box<Findings>),
    Gone,
    Failed,
}

/// All runs of an inquiry on their way.
struct Course<'a> {
    inquiry: &'a Inquiry,
    page: &'a Page,
    has_failed: AtomicBool,
    handing: Mutex<Handing>,
}

impl Course<'_> {
    fn run(self, threads: usize) -> Ended {
        let watched = self.inquiry.watched() as u64;
        self.make(0..watched, threads);
        self.make(watched..self.runs(), threads);
        match self.handing.into_inner() {
            _ if self.has_failed.into_inner() => Ended::Failed,
            _ if self.page.has_gone() => Ended::Gone,
            Ok(handing) => Ended::Whole(Box::new(handing.findings)),
            Err(_) => Ended::Failed,
        }
    }

    /// Makes runs by their numbers: all forms of the first replicate, then those of the second.
    fn make(&self, runs: Range<u64>, threads: usize) {
        let next = AtomicU64::new(runs.start);
        thread::scope(|scope| {
            for _ in 0..(runs.end - runs.start).min(threads as u64) {
                scope.spawn(|| {
                    let work =
                        || while self.take_one(next.fetch_add(1, Ordering::Relaxed), runs.end).is_some() {};
                    if sheltered(work).is_none() {
                        self.has_failed.store(true, Ordering::Relaxed);
                    }
                });
            }
        });
    }

    fn runs(&self) -> u64 {
        self.inquiry.forms() as u64 * u64::from(self.inquiry.replicates())
    }

    /// Makes a run below the last one; `None` if there is none, or nobody who wants it.
    fn take_one(&self, number: u64, end: u64) -> Option<()> {
        if number >= end || self.page.has_gone() || self.has_failed.load(Ordering::Relaxed) {
            return None;
        }
        let forms = self.inquiry.forms() as u64;
        let (form, replicate) = ((number % forms) as usize, (number / forms) as u32 + 1);
        let mut passage = self.inquiry.begin(form, replicate);
        while let Some(said) = passage.step() {
            if let Some(line) = said {
                self.page.say(line);
            }
            if self.page.has_gone() || self.has_failed.load(Ordering::Relaxed) {
                return None;
            }
        }
        let record = passage.finish();
        // A lock that somebody broke: the course has failed, and says so.
        let mut handing = self.handing.lock().ok()?;
        handing.take(self.inquiry, form, replicate, record, |line| self.page.say(line));
        Some(())
    }
}

/// Findings, and runs that ended before others that come first.
struct Handing {
    findings: Findings,
    /// Of each form, the replicate that is taken next.
    next: Vec<u32>,
    early: BTreeMap<(usize, u32), Record>,
}

impl Handing {
    fn of(inquiry: &Inquiry) -> Self {
        Self { findings: inquiry.findings(), next: vec![1; inquiry.forms()], early: BTreeMap::new() }
    }

    fn take(
        &mut self,
        inquiry: &Inquiry,
        form: usize,
        replicate: u32,
        record: Record,
        mut say: impl FnMut(String),
    ) {
        self.early.insert((form, replicate), record);
        while let Some(record) = self.early.remove(&(form, self.next[form])) {
            self.next[form] += 1;
            self.findings.take(inquiry, form, record).into_iter().for_each(&mut say);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_goes_no_further() {
        assert_eq!(sheltered(|| 1), Some(1));
        assert_eq!(sheltered(|| -> u8 { panic!("as a test") }), None);
    }
}
