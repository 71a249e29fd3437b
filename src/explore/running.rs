//! Runs: first those that the page watches, alone and in as many parts as there are threads for, so that they go as fast as they can;
//! then all forms of a replicate at once, replicate by replicate, until all is done or the page has gone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use hyper::body::Bytes;
use serde_json::json;
use tokio::sync::mpsc::{self, error::TrySendError};

use super::answer::{ended, fault};
use super::kept::Shelf;
use crate::phrase::phrase;
use crate::session::{Findings, Inquiry, Moments, Part};

/// Lines that wait until the page has read those before; then runs wait, too.
pub(super) const WAITING: usize = 256;

/// How often it is looked whether a page reads again.
const GLANCE: Duration = Duration::from_millis(10);

/// Glances at a page that reads nothing before it counts as gone: a minute of them.
const PATIENCE: u32 = 6_000;

/// The page at the other end.
#[derive(Debug)]
pub(super) struct Page {
    lines: mpsc::Sender<Bytes>,
    /// Whether it has stopped reading.
    is_silent: AtomicBool,
}

impl Page {
    /// Makes a page, and where its lines come out.
    pub(super) fn new() -> (Self, mpsc::Receiver<Bytes>) {
        let (sender, lines) = mpsc::channel(WAITING);
        (Self { lines: sender, is_silent: AtomicBool::new(false) }, lines)
    }

    fn has_gone(&self) -> bool {
        self.lines.is_closed() || self.is_silent.load(Ordering::Relaxed)
    }

    /// Sends a line; one to a page that has gone is lost, which the next step sees.
    fn say(&self, line: String) {
        self.send(line, PATIENCE);
    }

    fn send(&self, line: String, mut patience: u32) {
        let mut line = ended(line);
        while !self.has_gone() {
            match self.lines.try_send(line) {
                Err(TrySendError::Full(back)) => line = back,
                Ok(()) | Err(TrySendError::Closed(_)) => return,
            }
            match patience.checked_sub(1) {
                Some(left) => patience = left,
                None => self.is_silent.store(true, Ordering::Relaxed),
            }
            thread::sleep(GLANCE);
        }
    }
}

/// Runs all that is asked, tells the page, and keeps what was found.
pub(super) fn carry_out(ask: &str, inquiry: Arc<Inquiry>, threads: usize, page: &Page, shelf: &Shelf) {
    let found = sheltered(|| {
        page.say(inquiry.account());
        let work = Work {
            inquiry: &inquiry,
            page,
            has_failed: AtomicBool::new(false),
            moments: Mutex::default(),
            findings: Mutex::new(inquiry.findings()),
        };
        work.run(threads)
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

/// Districts of a run, by configuration and replicate.
type Job = (usize, u32, Part);

/// All runs of an inquiry on their way.
struct Work<'a> {
    inquiry: &'a Inquiry,
    page: &'a Page,
    has_failed: AtomicBool,
    moments: Mutex<Moments>,
    findings: Mutex<Findings>,
}

impl Work<'_> {
    fn run(self, threads: usize) -> Ended {
        let (inquiry, of) = (self.inquiry, self.inquiry.parts(threads));
        let watched =
            (0..inquiry.watched()).flat_map(|form| (0..of).map(move |place| (form, 1, Part { place, of })));
        self.make(&watched.collect::<Vec<Job>>(), threads);
        let runs = (1..=inquiry.replicates()).flat_map(|replicate| {
            let first = if replicate == 1 { inquiry.watched() } else { 0 };
            (first..inquiry.forms()).map(move |form| (form, replicate, Part::WHOLE))
        });
        self.make(&runs.collect::<Vec<Job>>(), threads);
        match self.findings.into_inner() {
            _ if self.has_failed.into_inner() => Ended::Failed,
            _ if self.page.has_gone() => Ended::Gone,
            Ok(findings) => Ended::Whole(Box::new(findings)),
            Err(_) => Ended::Failed,
        }
    }

    fn make(&self, jobs: &[Job], threads: usize) {
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..jobs.len().min(threads) {
                scope.spawn(|| {
                    let work = || {
                        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                            if self.take_one(*job).is_none() {
                                break;
                            }
                        }
                    };
                    if sheltered(work).is_none() {
                        self.has_failed.store(true, Ordering::Relaxed);
                    }
                });
            }
        });
    }

    /// Makes a run, or a part; `None` if nobody wants it any more.
    fn take_one(&self, (form, replicate, part): Job) -> Option<()> {
        let is_wanted = || !self.page.has_gone() && !self.has_failed.load(Ordering::Relaxed);
        if !is_wanted() {
            return None;
        }
        let mut passage = self.inquiry.begin(form, replicate, part);
        while let Some(seen) = passage.step() {
            for glimpse in seen {
                // A lock that somebody broke: the work has failed, and says so. The line is sent under it, so that weeks come in order.
                let mut moments = self.moments.lock().ok()?;
                moments.take(self.inquiry, glimpse).into_iter().for_each(|line| self.page.say(line));
            }
            if !is_wanted() {
                return None;
            }
        }
        let mut findings = self.findings.lock().ok()?;
        findings.take(self.inquiry, passage.finish()).into_iter().for_each(|line| self.page.say(line));
        Some(())
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

    #[test]
    fn a_page_that_stops_reading_counts_as_gone_after_a_while() {
        let (page, mut lines) = Page::new();
        (0..WAITING).for_each(|_| page.say(String::new()));
        assert!(!page.has_gone());
        // One is read, so there is room for one more; nobody reads the next.
        assert!(lines.try_recv().is_ok());
        page.send(String::new(), 2);
        assert!(!page.has_gone());
        page.send(String::new(), 2);
        assert!(page.has_gone());
    }
}
