//! A trace of a district of a run on disk: wave by wave with a checksum each, so that none has to fit into memory.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use crate::experiment::new_file::{NewFile, StoreFault};
use crate::observation::Table;

/// The first bytes of a file; the number is that of the layout.
const MAGIC: &[u8] = b"INTESO trace 1\n";

/// Stands where the length of another wave would stand.
const END: u64 = u64::MAX;

/// A trace in the making; nothing stands at its path before [`TraceFile::finish`].
#[derive(Debug)]
pub struct TraceFile {
    file: NewFile,
}

impl TraceFile {
    /// Begins a trace.
    ///
    /// # Errors
    /// Returns why nothing can be written there.
    pub fn create(path: &Path) -> Result<Self, StoreFault> {
        let mut trace = Self { file: NewFile::create(path)? };
        trace.put(MAGIC)?;
        Ok(trace)
    }

    /// Appends the rows of a wave.
    ///
    /// # Errors
    /// Returns why they cannot be written.
    pub fn append(&mut self, wave: &Table) -> Result<(), StoreFault> {
        let cells = wave.bytes();
        self.put(&(cells.len() as u64).to_le_bytes())?;
        self.put(cells)?;
        self.put(blake3::hash(cells).as_bytes())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| StoreFault::unwritable(self.file.path(), error))
    }

    /// Puts the whole trace in its place.
    ///
    /// # Errors
    /// Returns why it cannot be put there.
    pub fn finish(mut self) -> Result<(), StoreFault> {
        self.put(&END.to_le_bytes())?;
        self.file.put_in_place()
    }
}

/// The waves of a finished trace that have not been read.
#[derive(Debug)]
pub struct Waves {
    file: File,
    /// Bytes that have not been read.
    left: u64,
}

impl Waves {
    /// Opens a finished trace.
    ///
    /// # Errors
    /// Returns that it cannot be read or is none.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let left = file.metadata()?.len();
        let mut waves = Self { file, left };
        if waves.read(MAGIC.len() as u64)? == MAGIC { Ok(waves) } else { Err(damaged()) }
    }

    /// Reads the rows of the next wave, or none when all have been read.
    ///
    /// # Errors
    /// Returns that the file cannot be read or is damaged.
    pub fn next_wave(&mut self) -> io::Result<Option<Table>> {
        let length = u64::from_le_bytes(self.read(8)?.try_into().map_err(|_| damaged())?);
        if length == END {
            return if self.left == 0 { Ok(None) } else { Err(damaged()) };
        }
        let cells = self.read(length)?;
        if self.read(blake3::OUT_LEN as u64)? != blake3::hash(&cells).as_bytes() {
            return Err(damaged());
        }
        Ok(Some(Table::of(cells)))
    }

    /// Reads so many bytes, for which no memory is asked if the file has not as many.
    fn read(&mut self, count: u64) -> io::Result<Vec<u8>> {
        self.left = self.left.checked_sub(count).ok_or_else(damaged)?;
        let mut bytes = Vec::with_capacity(count as usize);
        (&self.file).take(count).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == count { Ok(bytes) } else { Err(damaged()) }
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a trace of a run is damaged")
}

/// Returns whether a whole trace stands at a path.
pub fn is_sound(path: &Path) -> bool {
    let read_all = || -> io::Result<()> {
        let mut waves = Waves::open(path)?;
        while waves.next_wave()?.is_some() {}
        Ok(())
    };
    read_all().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(number: i64) -> Table {
        let mut wave = Table::default();
        wave.push(&(number, "sb5", 0.5));
        wave
    }

    #[test]
    fn waves_are_read_back_and_no_damage_is_believed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.trace");
        assert!(!is_sound(&path));
        let mut file = TraceFile::create(&path).unwrap();
        file.append(&wave(1)).unwrap();
        file.append(&Table::default()).unwrap();
        file.append(&wave(1_000)).unwrap();
        assert!(!path.exists());
        file.finish().unwrap();
        assert!(is_sound(&path));
        let mut waves = Waves::open(&path).unwrap();
        for expected in [wave(1), Table::default(), wave(1_000)] {
            assert_eq!(waves.next_wave().unwrap(), Some(expected));
        }
        assert_eq!(waves.next_wave().unwrap(), None);

        let whole = std::fs::read(&path).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(!is_sound(&path), "cut to {length} bytes");
        }
        std::fs::write(&path, [&whole[..], &[0]].concat()).unwrap();
        assert!(!is_sound(&path));
        for position in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[position] ^= 1;
            std::fs::write(&path, &flipped).unwrap();
            assert!(!is_sound(&path), "byte {position}");
        }
        std::fs::write(&path, &whole).unwrap();
        assert!(is_sound(&path));
    }
}
