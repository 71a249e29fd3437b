//! The engine: the library behind a plain C interface, for WebAssembly in a page or in Node.
//!
//! One engine runs one replicate at a time. The host writes lines `key=value` into the [`room`] that it asked for, [`start`]s,
//! takes [`step`]s, and may read the [`series`] so far at any time. Functions that say a length leave so many bytes of UTF-8 at
//! [`text`]; the memory may move with every call, so the host looks anew. A panic leaves its words there, too, and ends the engine.

#![expect(unsafe_code, reason = "names that the host finds are unsafe by themselves; nothing else here is")]

use std::cell::RefCell;

use inteso::experiment::csv_writer::{CsvWriter, Dialect};
use inteso::observation::{Keyed, Row, SeriesRow};
use inteso::run::{Model, Walk};
use inteso::scenario::{Source, load};

/// What [`step`] returns behind the last week.
pub const END: i32 = i32::MAX;

thread_local! {
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static RUN: RefCell<Option<Run>> = const { RefCell::new(None) };
}

struct Run {
    replicate: u32,
    walk: Walk<'static>,
}

impl Run {
    fn new(settings: &str, replicate: u32) -> Result<Self, String> {
        let setting = |line: &str| {
            let (key, value) = line.split_once('=').ok_or_else(|| format!("`{line}` is no `key=value`"))?;
            Ok((key.trim().to_owned(), value.trim().to_owned()))
        };
        let lines = settings.lines().filter(|line| !line.trim().is_empty());
        let settings = lines.map(setting).collect::<Result<Vec<_>, String>>()?;
        let loaded = load(&Source::Embedded("default".to_owned()), &settings);
        let scenario = loaded.map_err(|faults| faults.to_string())?.scenario;
        let model = Model::new(&scenario).map_err(|obstacles| obstacles.to_string())?;
        // Kept for good: a host that tries many configurations takes a new engine for each.
        let model: &Model = Box::leak(Box::new(model));
        Ok(Self { replicate, walk: model.walk(replicate) })
    }

    fn series(&self) -> std::io::Result<Vec<u8>> {
        let columns = Keyed::<SeriesRow>::columns();
        let names = columns.iter().map(|column| &*column.name);
        let mut csv = CsvWriter::new(Vec::new(), Dialect::Plain, names)?;
        for row in &self.walk.record().series {
            csv.row(&Keyed { point: 1, replicate: self.replicate, row })?;
        }
        csv.finish()
    }
}

fn say(words: impl Into<Vec<u8>>) -> usize {
    TEXT.with_borrow_mut(|text| {
        *text = words.into();
        text.len()
    })
}

/// Makes room for settings and returns where it is.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    ROOM.with_borrow_mut(|room| {
        *room = vec![0; length];
        room.as_mut_ptr()
    })
}

/// Begins a replicate of the default scenario with the settings in the room; returns the length of what is wrong with them, 0 if
/// nothing is.
#[unsafe(no_mangle)]
pub extern "C" fn start(replicate: u32) -> usize {
    std::panic::set_hook(Box::new(|panic| {
        say(panic.to_string());
    }));
    let settings = ROOM.with_borrow(|room| String::from_utf8_lossy(room).into_owned());
    match Run::new(&settings, replicate) {
        Ok(run) => {
            RUN.set(Some(run));
            0
        }
        Err(fault) => say(fault),
    }
}

/// Runs a week and returns the weeks run, those of the spin-up below zero; [`END`] behind the last one, and before any start.
#[unsafe(no_mangle)]
pub extern "C" fn step() -> i32 {
    let week = RUN.with_borrow_mut(|run| run.as_mut().and_then(|run| run.walk.step()));
    week.map_or(END, |week| week.0)
}

/// Writes the rows so far as `series.csv` has them and returns their length; 0 before any start.
#[unsafe(no_mangle)]
pub extern "C" fn series() -> usize {
    let rows = RUN.with_borrow(|run| run.as_ref().map(Run::series));
    // Memory takes every byte, so there is no error.
    say(rows.and_then(Result::ok).unwrap_or_default())
}

/// Returns where the text is whose length was said last.
#[unsafe(no_mangle)]
pub extern "C" fn text() -> *const u8 {
    TEXT.with_borrow(Vec::as_ptr)
}
