//! The engine: the session behind a plain C interface, for WebAssembly in a page or in Node.
//!
//! The host writes bytes into the [`room`] that it asked for: a question before [`open`], what was seen before [`show`], what was left
//! behind before [`take`], a name before [`file`]. What a function has to say stands at [`text`], [`length`] bytes of it; the memory
//! may move with every call, so the host looks anew. One engine runs one passage at a time: [`begin`], [`step`] until [`END`],
//! [`finish`]; what these say is for another engine, or the same, that puts together what several have run. A panic leaves its words
//! at [`text`], too, and ends the engine.

#![expect(unsafe_code, reason = "names that the host finds are unsafe by themselves; nothing else here is")]

use std::cell::RefCell;

use inteso::session::{Findings, Glimpse, Inquiry, Moments, Part, Passage};

/// What [`step`] returns behind the last week.
pub const END: i32 = i32::MAX;

thread_local! {
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OPEN: RefCell<Option<Open>> = const { RefCell::new(None) };
}

/// What is open.
struct Open {
    inquiry: &'static Inquiry,
    moments: Moments,
    findings: Findings,
    passage: Option<Passage<'static>>,
}

fn say(words: impl Into<Vec<u8>>) {
    TEXT.with_borrow_mut(|text| *text = words.into());
}

fn room_text() -> String {
    ROOM.with_borrow(|room| String::from_utf8_lossy(room).into_owned())
}

/// Does something with what is open; nothing where nothing is.
fn with_open<T>(act: impl FnOnce(&mut Open) -> T) -> Option<T> {
    OPEN.with_borrow_mut(|open| open.as_mut().map(act))
}

/// Makes room for so many bytes and returns where it is.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    ROOM.with_borrow_mut(|room| {
        *room = vec![0; length];
        room.as_mut_ptr()
    })
}

/// Returns where the text is that was said last.
#[unsafe(no_mangle)]
pub extern "C" fn text() -> *const u8 {
    TEXT.with_borrow(Vec::as_ptr)
}

/// Returns the length of the text that was said last.
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    TEXT.with_borrow(Vec::len)
}

/// Opens the question in the room and says its account; returns 0, or 1 where it says what is wrong with the question.
#[unsafe(no_mangle)]
pub extern "C" fn open() -> i32 {
    std::panic::set_hook(Box::new(|panic| say(panic.to_string())));
    match Inquiry::open(&room_text()) {
        Ok(inquiry) => {
            say(inquiry.account());
            // Kept for good: a question takes less than a run, and a page takes a new engine for what it runs.
            let inquiry: &Inquiry = Box::leak(Box::new(inquiry));
            let (moments, findings) = (Moments::default(), inquiry.findings());
            OPEN.set(Some(Open { inquiry, moments, findings, passage: None }));
            0
        }
        Err(fault) => {
            say(fault);
            1
        }
    }
}

/// Returns the number of configurations that are run; 0 before a question.
#[unsafe(no_mangle)]
pub extern "C" fn forms() -> usize {
    with_open(|open| open.inquiry.forms()).unwrap_or(0)
}

/// Returns how often each is run; 0 before a question.
#[unsafe(no_mangle)]
pub extern "C" fn replicates() -> u32 {
    with_open(|open| open.inquiry.replicates()).unwrap_or(0)
}

/// Returns of how many configurations, from the first one on, the first replicate is watched; 0 before a question.
#[unsafe(no_mangle)]
pub extern "C" fn watched() -> usize {
    with_open(|open| open.inquiry.watched()).unwrap_or(0)
}

/// Returns into how many parts a run that is watched is divided among so many workers; 0 before a question.
#[unsafe(no_mangle)]
pub extern "C" fn parts(workers: usize) -> usize {
    with_open(|open| open.inquiry.parts(workers)).unwrap_or(0)
}

/// Begins a run of a configuration below [`forms`], or one of several parts of it, counted from 0.
#[unsafe(no_mangle)]
pub extern "C" fn begin(form: usize, replicate: u32, place: usize, of: usize) {
    with_open(|open| open.passage = Some(open.inquiry.begin(form, replicate, Part { place, of })));
}

/// Runs on until there is something to be seen, at most a year, says it for [`show`], and returns 0; [`END`] behind the last week, and
/// before any run.
#[unsafe(no_mangle)]
pub extern "C" fn step() -> i32 {
    say("");
    let stepped = with_open(|open| {
        let passage = open.passage.as_mut()?;
        for _ in 0..52 {
            let seen = passage.step()?;
            if !seen.is_empty() {
                say(postcard::to_allocvec(&seen).unwrap_or_default());
                break;
            }
        }
        Some(())
    });
    if stepped.flatten().is_some() { 0 } else { END }
}

/// Shows what is in the room and was seen of districts; says the lines that are due, nothing for anything else.
#[unsafe(no_mangle)]
pub extern "C" fn show() {
    let seen: Vec<Glimpse> = ROOM.with_borrow(|room| postcard::from_bytes(room).unwrap_or_default());
    let lines = with_open(|open| {
        let Open { inquiry, moments, .. } = open;
        let lines: Vec<String> =
            seen.into_iter().filter_map(|glimpse| moments.take(inquiry, glimpse)).collect();
        lines.join("\n")
    });
    say(lines.unwrap_or_default());
}

/// Ends the run and says for [`take`] what it leaves behind; nothing before any run.
#[unsafe(no_mangle)]
pub extern "C" fn finish() {
    let courses = with_open(|open| open.passage.take().map(Passage::finish)).flatten();
    say(courses.and_then(|courses| postcard::to_allocvec(&courses).ok()).unwrap_or_default());
}

/// Takes what is in the room and was left behind; says the lines that are due, nothing for anything else.
#[unsafe(no_mangle)]
pub extern "C" fn take() {
    let courses = ROOM.with_borrow(|room| postcard::from_bytes(room).ok());
    let lines = with_open(|open| courses.and_then(|courses| open.findings.take(open.inquiry, courses)));
    say(lines.flatten().unwrap_or_default());
}

/// Says the file whose name is in the room; returns 0, or 1 for a name that is none of theirs.
#[unsafe(no_mangle)]
pub extern "C" fn file() -> i32 {
    let content = with_open(|open| open.findings.file(open.inquiry, &room_text())).flatten();
    let found = i32::from(content.is_none());
    say(content.map(|(_, bytes)| bytes).unwrap_or_default());
    found
}
