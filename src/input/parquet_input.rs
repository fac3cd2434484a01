//! The bytes of a Parquet file, read from several threads at once.

use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ::parquet::errors::{ParquetError, Result as ParquetResult};
use ::parquet::file::reader::{ChunkReader, Length};
use bytes::Bytes;

/// A file that counts what is read of it, and never makes room for more bytes
/// than it has, whatever its footer claims. A clone is the same file, and adds
/// to the same count.
#[derive(Clone, Debug)]
pub(super) struct Input {
    storage: Storage,
    bytes_done: Arc<AtomicU64>,
}

/// Where the bytes are.
#[derive(Clone, Debug)]
enum Storage {
    Memory(Bytes),
    File { shared: SharedFile, length: u64 },
}

/// What a file is read by.
trait Seekable: Read + Seek + Send {}

impl<T: Read + Seek + Send> Seekable for T {}

/// An open file has one position, which all its duplicates share: it belongs
/// to whoever holds the lock.
#[derive(Clone)]
struct SharedFile(Arc<Mutex<dyn Seekable>>);

impl fmt::Debug for SharedFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedFile")
    }
}

impl Input {
    pub(super) fn of_bytes(bytes: Vec<u8>) -> Self {
        Self::new(Storage::Memory(Bytes::from(bytes)))
    }

    pub(super) fn of_file(file: File) -> Self {
        let length = Length::len(&file);
        Self::of_reader(file, length)
    }

    pub(super) fn of_reader(reader: impl Read + Seek + Send + 'static, length: u64) -> Self {
        let shared = SharedFile(Arc::new(Mutex::new(reader)));
        Self::new(Storage::File { shared, length })
    }

    fn new(storage: Storage) -> Self {
        Self {
            storage,
            bytes_done: Arc::default(),
        }
    }

    /// Bytes read so far.
    pub(super) fn bytes_done(&self) -> u64 {
        self.bytes_done.load(Ordering::Relaxed)
    }

    fn check_range(&self, start: u64, length: u64) -> ParquetResult<()> {
        if start.checked_add(length).is_none_or(|end| end > self.len()) {
            return Err(ParquetError::EOF(
                "a part lies behind the end of the file".to_owned(),
            ));
        }
        Ok(())
    }
}

impl Length for Input {
    fn len(&self) -> u64 {
        match &self.storage {
            Storage::Memory(bytes) => bytes.len() as u64,
            Storage::File { length, .. } => *length,
        }
    }
}

impl ChunkReader for Input {
    type T = InputRead;

    fn get_read(&self, start: u64) -> ParquetResult<InputRead> {
        self.check_range(start, 0)?;
        let reader = match &self.storage {
            Storage::Memory(bytes) => ReadOf::Memory(bytes.get_read(start)?),
            Storage::File { shared, .. } => ReadOf::File(BufReader::new(FileRead {
                shared: shared.clone(),
                position: start,
            })),
        };
        Ok(InputRead {
            reader,
            bytes_done: Arc::clone(&self.bytes_done),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        self.check_range(start, length as u64)?;
        self.bytes_done.fetch_add(length as u64, Ordering::Relaxed);
        match &self.storage {
            Storage::Memory(bytes) => bytes.get_bytes(start, length),
            Storage::File { shared, .. } => shared.bytes(start, length),
        }
    }
}

impl SharedFile {
    fn bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        let mut bytes = Vec::with_capacity(length);
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        let reader: &mut dyn Seekable = &mut *file;
        let read = reader.take(length as u64).read_to_end(&mut bytes)?;
        if read < length {
            return Err(ParquetError::EOF("the file has become shorter".to_owned()));
        }
        Ok(bytes.into())
    }

    fn read(&self, start: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        file.read(buffer)
    }
}

/// A reader of a file from some place on.
#[derive(Debug)]
struct FileRead {
    shared: SharedFile,
    position: u64,
}

impl Read for FileRead {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.shared.read(self.position, buffer)?;
        self.position = self.position.saturating_add(count as u64);
        Ok(count)
    }
}

#[derive(Debug)]
enum ReadOf {
    Memory(bytes::buf::Reader<Bytes>),
    File(BufReader<FileRead>),
}

/// A reader of one part of an [`Input`].
#[derive(Debug)]
pub(super) struct InputRead {
    reader: ReadOf,
    bytes_done: Arc<AtomicU64>,
}

impl Read for InputRead {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = match &mut self.reader {
            ReadOf::Memory(reader) => reader.read(buffer),
            ReadOf::File(reader) => reader.read(buffer),
        }?;
        self.bytes_done.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
