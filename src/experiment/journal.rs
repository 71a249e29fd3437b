//! The journal: finished runs, appended as they finish, so that whatever ends a sweep loses only the runs on their way.
//!
//! Each call that finishes a run begins a file of its own. Runs are found by what they are, never by where they stand, so that a run
//! that was made twice harms nothing. Every entry has a checksum; what is damaged is named, removed, and run again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::experiment::new_file::{NewFile, StoreFault};
use crate::phrase::{Phrase, phrase};
use crate::run::Record;

/// The ending of the files.
pub(super) const ENDING: &str = "runs";

/// The first bytes of a file; the number is that of the layout.
const MAGIC: &[u8] = b"INTESO runs 2\n";

/// Bytes of a checksum.
const CHECK: usize = 16;

/// Bytes of a head: length of the record, key, replicate, checksum.
const HEAD: usize = 8 + KEY + 4 + CHECK;

/// Bytes of a key.
const KEY: usize = 12;

/// Bytes after which they are forced to the disk: a power cut loses runs that took seconds.
const BETWEEN_SYNCS: u64 = 4 << 20;

/// What the runs of a point depend on, as a fingerprint.
pub type PointKey = [u8; KEY];

/// Which run: a scenario with what is recorded of it, and the replicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId {
    /// The fingerprint of the scenario and of what is recorded.
    pub key: PointKey,
    /// The replicate, from 1.
    pub replicate: u32,
}

impl fmt::Display for RunId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.key {
            write!(formatter, "{byte:02x}")?;
        }
        write!(formatter, "-{}", self.replicate)
    }
}

/// Where an entry begins.
#[derive(Debug, Clone, Copy)]
struct Location {
    file: u32,
    offset: u64,
}

/// The finished runs of a folder; about 50 bytes a run in memory.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    files: Vec<PathBuf>,
    index: BTreeMap<RunId, Location>,
    /// The file that this call appends to, once a run is finished.
    own: Option<Own>,
    /// The file that was read last.
    last: Option<(u32, File)>,
}

#[derive(Debug)]
struct Own {
    file: File,
    number: u32,
    length: u64,
    unsynced: u64,
}

impl Journal {
    /// Opens the journal of a folder and reads all of it; returns what was found damaged, in words.
    ///
    /// The caller holds the lock of the folder, for damaged entries are cut out.
    ///
    /// # Errors
    /// Returns a file that cannot be read or mended.
    pub fn open(folder: &Path) -> Result<(Self, Vec<Phrase>), StoreFault> {
        let mut inner = Inner::default();
        let mut notes = Vec::new();
        for path in files(folder)? {
            let number = inner.files.len() as u32;
            let found = scan(&path).map_err(|error| StoreFault::unwritable(&path, error))?;
            notes.extend(found.note(&path));
            if found.is_foreign {
                continue;
            }
            let entries = found.mend(&path)?;
            for (id, offset) in entries {
                inner.index.entry(id).or_insert(Location { file: number, offset });
            }
            inner.files.push(path);
        }
        Ok((Self { folder: folder.to_owned(), inner: Mutex::new(inner) }, notes))
    }

    /// Returns whether a run is there.
    pub fn contains(&self, id: RunId) -> bool {
        self.inner().index.contains_key(&id)
    }

    /// Returns the number of runs.
    pub fn len(&self) -> usize {
        self.inner().index.len()
    }

    /// Returns whether there is no run.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends a finished run; one that is there already stays as it is.
    ///
    /// # Errors
    /// Returns why it cannot be written; what was written before stays whole.
    ///
    /// # Panics
    /// Never: all rows have a form in bytes.
    pub fn append(&self, id: RunId, record: &Record) -> Result<(), StoreFault> {
        let body = postcard::to_allocvec(record)
            .expect("a record has a form in bytes because its rows are numbers and words");
        self.append_bytes(id, &body)
    }

    fn append_bytes(&self, id: RunId, body: &[u8]) -> Result<(), StoreFault> {
        let entry = entry(id, body);
        let mut inner = self.inner();
        if inner.index.contains_key(&id) {
            return Ok(());
        }
        let Inner { files, index, own, .. } = &mut *inner;
        let own = match own {
            Some(own) => own,
            None => own.insert(self.begin(files)?),
        };
        let path = &files[own.number as usize];
        let unwritable = |error| StoreFault::unwritable(path, error);
        if let Err(error) = own.file.write_all(&entry) {
            // Half an entry would hide those behind it.
            own.file
                .set_len(own.length)
                .and_then(|()| own.file.seek(SeekFrom::End(0)))
                .map_err(unwritable)?;
            return Err(unwritable(error));
        }
        index.insert(id, Location { file: own.number, offset: own.length });
        own.length += entry.len() as u64;
        own.unsynced += entry.len() as u64;
        if own.unsynced >= BETWEEN_SYNCS {
            own.file.sync_data().map_err(unwritable)?;
            own.unsynced = 0;
        }
        Ok(())
    }

    /// Begins a file under the first name that is free.
    fn begin(&self, files: &mut Vec<PathBuf>) -> Result<Own, StoreFault> {
        for name in 1_u32.. {
            let path = self.folder.join(format!("{name:04}.{ENDING}"));
            let mut file = match File::options().write(true).create_new(true).open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(StoreFault::unwritable(&path, error)),
            };
            file.write_all(MAGIC).map_err(|error| StoreFault::unwritable(&path, error))?;
            sync_folder(&self.folder);
            files.push(path);
            let number = files.len() as u32 - 1;
            return Ok(Own { file, number, length: MAGIC.len() as u64, unsynced: 0 });
        }
        unreachable!("some name is free because no folder holds so many files")
    }

    /// Forces what was appended to the disk.
    ///
    /// # Errors
    /// Returns why that is not possible.
    pub fn sync(&self) -> Result<(), StoreFault> {
        let mut inner = self.inner();
        let Inner { files, own, .. } = &mut *inner;
        if let Some(own) = own.as_mut().filter(|own| own.unsynced > 0) {
            let path = &files[own.number as usize];
            own.file.sync_data().map_err(|error| StoreFault::unwritable(path, error))?;
            own.unsynced = 0;
        }
        Ok(())
    }

    /// Reads a run; nothing where there is none.
    ///
    /// # Errors
    /// Returns that its file cannot be read, or has been damaged since the journal was opened.
    pub fn read(&self, id: RunId) -> Result<Option<Record>, StoreFault> {
        let Some((path, body)) = self.read_bytes(id)? else { return Ok(None) };
        match postcard::take_from_bytes(&body) {
            Ok((record, [])) => Ok(Some(record)),
            _ => Err(StoreFault::unwritable(&path, damaged())),
        }
    }

    fn read_bytes(&self, id: RunId) -> Result<Option<(PathBuf, Vec<u8>)>, StoreFault> {
        let mut inner = self.inner();
        let Some(&Location { file, offset }) = inner.index.get(&id) else { return Ok(None) };
        let path = inner.files[file as usize].clone();
        let mut body_at = || -> io::Result<Vec<u8>> {
            if inner.last.as_ref().is_none_or(|(number, _)| *number != file) {
                inner.last = Some((file, File::open(&path)?));
            }
            let Some((_, opened)) = &mut inner.last else { unreachable!("it has just been opened") };
            opened.seek(SeekFrom::Start(offset))?;
            let length = opened.metadata()?.len() - offset;
            match read_entry(opened, length)? {
                Entry::Sound { id: found, body, .. } if found == id => Ok(body),
                _ => Err(damaged()),
            }
        };
        let body = body_at().map_err(|error| StoreFault::unwritable(&path, error))?;
        Ok(Some((path, body)))
    }

    /// Takes over runs of another journal that this one lacks.
    ///
    /// # Errors
    /// Returns the first run that cannot be read or written.
    pub fn take_over(&self, other: &Self, ids: impl IntoIterator<Item = RunId>) -> Result<(), StoreFault> {
        for id in ids {
            if !self.contains(id)
                && let Some((_, body)) = other.read_bytes(id)?
            {
                self.append_bytes(id, &body)?;
            }
        }
        self.sync()
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns how many runs a journal holds, by the heads of its entries alone; a run that is there twice counts once.
///
/// # Errors
/// Returns that a file cannot be read.
pub fn finished(folder: &Path) -> io::Result<usize> {
    let mut found = BTreeSet::new();
    let paths = match files(folder) {
        Ok(paths) => paths,
        Err(StoreFault::Unwritable { source, .. }) => return Err(source),
        Err(_) => Vec::new(),
    };
    for path in paths {
        let mut file = BufReader::new(File::open(&path)?);
        let mut left = file.get_ref().metadata()?.len();
        let mut magic = [0; MAGIC.len()];
        if left < MAGIC.len() as u64 || file.read_exact(&mut magic).is_err() || magic != MAGIC {
            continue;
        }
        left -= MAGIC.len() as u64;
        while let Some(Head { id, length }) = read_head(&mut file, left)? {
            let whole = (HEAD + CHECK) as u64 + length;
            if whole > left {
                break;
            }
            found.insert(id);
            left -= whole;
            file.seek_relative((length + CHECK as u64) as i64)?;
        }
    }
    Ok(found.len())
}

/// Returns the files of a journal in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, StoreFault> {
    let fault = |error| StoreFault::unwritable(folder, error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(fault)?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a finished run is damaged; the next call runs it again")
}

/// Makes the name of a new file last; where folders cannot be synced, nothing is lost but that.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

fn check(bytes: &[&[u8]]) -> [u8; CHECK] {
    let mut hasher = blake3::Hasher::new();
    for part in bytes {
        hasher.update(part);
    }
    let mut check = [0; CHECK];
    check.copy_from_slice(&hasher.finalize().as_bytes()[..CHECK]);
    check
}

fn entry(id: RunId, body: &[u8]) -> Vec<u8> {
    let mut entry = Vec::with_capacity(HEAD + body.len() + CHECK);
    entry.extend((body.len() as u64).to_le_bytes());
    entry.extend(id.key);
    entry.extend(id.replicate.to_le_bytes());
    entry.extend(check(&[&entry]));
    entry.extend(body);
    // The record belongs to this head and to no other.
    entry.extend(check(&[&entry]));
    entry
}

struct Head {
    id: RunId,
    length: u64,
}

/// What stands at a place where an entry should begin.
enum Entry {
    Sound {
        id: RunId,
        body: Vec<u8>,
        length: u64,
    },
    /// The head is sound and the record is not.
    Damaged {
        length: u64,
    },
    /// It ends before it is whole, or its head is damaged; nothing behind it can be found.
    Lost,
    /// Nothing is left.
    End,
}

/// Reads a head where so many bytes are left; nothing where none is or where it is damaged.
fn read_head(file: &mut impl Read, left: u64) -> io::Result<Option<Head>> {
    if left < HEAD as u64 {
        return Ok(None);
    }
    let mut head = [0; HEAD];
    file.read_exact(&mut head)?;
    Ok(parse_head(&head))
}

fn parse_head(head: &[u8; HEAD]) -> Option<Head> {
    let (said, found) = head.split_at(HEAD - CHECK);
    if check(&[said]) != *found {
        return None;
    }
    let (length, rest) = said.split_first_chunk()?;
    let (key, rest) = rest.split_first_chunk()?;
    let (replicate, _) = rest.split_first_chunk()?;
    let id = RunId { key: *key, replicate: u32::from_le_bytes(*replicate) };
    Some(Head { id, length: u64::from_le_bytes(*length) })
}

/// Reads an entry where so many bytes are left.
fn read_entry(file: &mut impl Read, left: u64) -> io::Result<Entry> {
    if left == 0 {
        return Ok(Entry::End);
    }
    if left < HEAD as u64 {
        return Ok(Entry::Lost);
    }
    let mut head = [0; HEAD];
    file.read_exact(&mut head)?;
    let Some(Head { id, length }) = parse_head(&head) else { return Ok(Entry::Lost) };
    let whole = length.saturating_add((HEAD + CHECK) as u64);
    if whole > left {
        return Ok(Entry::Lost);
    }
    let mut body = vec![0; length as usize];
    file.read_exact(&mut body)?;
    let mut found = [0; CHECK];
    file.read_exact(&mut found)?;
    Ok(if check(&[&head, &body]) == found {
        Entry::Sound { id, body, length: whole }
    } else {
        Entry::Damaged { length: whole }
    })
}

/// What a file was found to hold.
#[derive(Debug, Default)]
struct Scan {
    entries: Vec<(RunId, u64)>,
    /// Where damaged entries lie, and how long they are.
    damaged: Vec<(u64, u64)>,
    /// Up to where entries could be read.
    end: u64,
    length: u64,
    is_foreign: bool,
}

fn scan(path: &Path) -> io::Result<Scan> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(Scan { is_foreign: true, ..Scan::default() });
    }
    let mut file = BufReader::with_capacity(1 << 18, File::open(path)?);
    let length = file.get_ref().metadata()?.len();
    let mut magic = Vec::new();
    file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut magic)?;
    if magic != MAGIC {
        // One that was killed at the very beginning has a part of it.
        let is_foreign = !MAGIC.starts_with(&magic);
        return Ok(Scan { length, is_foreign, ..Scan::default() });
    }
    let mut scan = Scan { end: MAGIC.len() as u64, length, ..Scan::default() };
    loop {
        match read_entry(&mut file, length - scan.end)? {
            Entry::Sound { id, length, .. } => {
                scan.entries.push((id, scan.end));
                scan.end += length;
            }
            Entry::Damaged { length } => {
                scan.damaged.push((scan.end, length));
                scan.end += length;
            }
            Entry::Lost | Entry::End => return Ok(scan),
        }
    }
}

impl Scan {
    /// Says what is wrong with the file.
    fn note(&self, path: &Path) -> Option<Phrase> {
        let (path, lost) = (path.display(), self.length - self.end);
        if self.is_foreign {
            return Some(phrase!(
                "`{path}` is no journal of this program and was left alone",
                "`{path}` ist kein Journal dieses Programms und blieb unberührt"
            ));
        }
        let damaged = self.damaged.len();
        if damaged > 0 {
            return Some(phrase!(
                "`{path}`: {damaged} damaged; run again",
                "`{path}`: {damaged} beschädigt; neu gerechnet";
                damaged = if damaged == 1 {
                    phrase!("1 finished run is", "1 fertiger Lauf ist")
                } else {
                    phrase!("{damaged} finished runs are", "{damaged} fertige Läufe sind")
                }
            ));
        }
        let end = self.end;
        (lost > 0 && end > 0).then(|| {
            phrase!(
                "`{path}` was not written to its end; {lost} bytes from byte {end} on were cut off, and what they held is run again",
                "`{path}` wurde nicht zu Ende geschrieben; {lost} Bytes ab Byte {end} wurden abgeschnitten, ihr Inhalt wird neu gerechnet"
            )
        })
    }

    /// Cuts out what is damaged and returns where sound entries begin.
    fn mend(self, path: &Path) -> Result<Vec<(RunId, u64)>, StoreFault> {
        let unwritable = |error| StoreFault::unwritable(path, error);
        if self.damaged.is_empty() {
            if self.end < self.length {
                let file = File::options().write(true).open(path).map_err(unwritable)?;
                file.set_len(self.end).map_err(unwritable)?;
            }
            return Ok(self.entries);
        }
        let mut whole = NewFile::create(path)?;
        let mut old = File::open(path).map_err(unwritable)?;
        let mut entries = Vec::with_capacity(self.entries.len());
        whole.write_all(MAGIC).map_err(unwritable)?;
        let mut end = MAGIC.len() as u64;
        for (id, offset) in self.entries {
            old.seek(SeekFrom::Start(offset)).map_err(unwritable)?;
            let Entry::Sound { length, body, .. } =
                read_entry(&mut old, self.length - offset).map_err(unwritable)?
            else {
                return Err(unwritable(damaged()));
            };
            whole.write_all(&entry(id, &body)).map_err(unwritable)?;
            entries.push((id, end));
            end += length;
        }
        whole.put_in_place()?;
        Ok(entries)
    }
}
