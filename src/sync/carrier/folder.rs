//! A folder as carrier: a USB stick, or a folder two machines share.
//!
//! `v1/<reader>/<sender>/` holds one file for each label. A file is written under another name,
//! synced, renamed, and its folder synced; readers pass over every name they would not have given,
//! and over everything that is no plain file: a stick is written by strangers too, and a pipe would
//! hold the night up for ever, a link lead it out of the stick. A file that was damaged under its
//! final name gives way to a new one the same way; a folder in its place is moved aside.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Read;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;

use rustix::fs::OFlags;

use crate::sync::carrier::Carrier;
use crate::sync::carrier::CarrierError;
use crate::sync::carrier::Label;
use crate::sync::carrier::Route;
use crate::sync::carrier::Trouble;
use crate::sync::carrier::place;
use crate::sync::segment;

/// A file larger than this is none of ours.
const MOST_BYTES: u64 = 80 << 20;
/// So many folders are moved aside from under one name.
const MOST_ASIDE: u32 = 99;

/// A folder that carries.
#[derive(Debug)]
pub struct Folder {
    name: String,
    root: PathBuf,
}

impl Folder {
    /// Takes a folder; it must exist when it is used, so that a stick that is not in is noticed
    /// and not replaced by an empty folder at its mount point.
    pub fn new(root: &Path) -> Folder {
        Folder {
            name: format!("dir:{}", root.display()),
            root: root.to_owned(),
        }
    }

    fn path(&self, route: Route) -> PathBuf {
        self.root
            .join("v1")
            .join(route.to.to_string())
            .join(route.from.to_string())
    }

    fn failed(&self, error: &io::Error) -> CarrierError {
        let trouble = match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Trouble::Full,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                Trouble::ReadOnly
            }
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Trouble::Away,
            _ if matches!(error.raw_os_error(), Some(5 | 6 | 19)) => Trouble::Away,
            _ => Trouble::Other,
        };
        CarrierError {
            name: self.name.clone(),
            trouble,
            why: error.to_string(),
        }
    }

    fn there(&self) -> Result<(), CarrierError> {
        if place::is_empty(&self.root) {
            return Err(CarrierError {
                name: self.name.clone(),
                trouble: Trouble::Away,
                why: place::UNMOUNTED.to_owned(),
            });
        }
        match fs::metadata(&self.root).and_then(|meta| match meta.is_dir() {
            true => Ok(()),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn write(&self, folder: &Path, label: &Label, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let name = label.to_string();
        let target = folder.join(&name);
        if is_plain(&target) && !is_damaged(label, &read_plain(&target)?) {
            return Ok(());
        }
        let part = folder.join(format!("{name}.part"));
        move_aside(&target)?;
        move_aside(&part)?;
        // What a night that was cut off left behind, or a link laid there by others.
        match fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let written = File::create_new(&part)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&part, &target));
        if written.is_err() {
            // Readers pass over it anyway; it only takes room.
            let _ = fs::remove_file(&part);
        }
        written?;
        let mut above = Some(folder);
        while let Some(dir) = above.filter(|dir| dir.starts_with(&self.root)) {
            File::open(dir)?.sync_all()?;
            above = dir.parent();
        }
        Ok(())
    }
}

/// Returns whether a plain file lies there, and neither a link nor a pipe nor a folder.
fn is_plain(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file())
}

/// Returns whether bytes are not what a label names; a note is never laid again under its number.
fn is_damaged(label: &Label, bytes: &[u8]) -> bool {
    matches!(label, Label::Segment { .. }) && !segment::is_whole(label, bytes)
}

/// Gives a folder that stands where a file belongs a name that readers pass over: nothing of what
/// others laid into it is lost.
fn move_aside(path: &Path) -> io::Result<()> {
    if !fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir()) {
        return Ok(());
    }
    let name = |n: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{n}.aside"));
        PathBuf::from(name)
    };
    let free = (1..=MOST_ASIDE)
        .map(name)
        .find(|to| fs::symlink_metadata(to).is_err())
        .ok_or(io::ErrorKind::AlreadyExists.into());
    free.and_then(|to| fs::rename(path, to)).map_err(|error| {
        let why = format!("the folder {} is in the way: {error}", path.display());
        io::Error::new(error.kind(), why)
    })
}

/// Reads a plain file without ever waiting for it; what is none, or too long, is empty.
fn read_plain(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(Vec::new());
    }
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW;
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits() as i32)
        .open(path)?;
    let meta = file.metadata()?;
    if !meta.is_file() || meta.len() > MOST_BYTES {
        return Ok(Vec::new());
    }
    let mut bytes = Vec::with_capacity(meta.len() as usize);
    file.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn in_capitals(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut items = fs::read_dir(folder).ok()?.flatten();
    items
        .find(|item| item.file_name().eq_ignore_ascii_case(name))
        .map(|item| item.path())
}

impl Carrier for Folder {
    fn name(&self) -> &str {
        &self.name
    }

    fn list(&mut self, route: Route) -> Result<Vec<Label>, CarrierError> {
        self.there()?;
        let read = match fs::read_dir(self.path(route)) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.failed(&error)),
        };
        let mut labels = Vec::new();
        for item in read {
            let item = item.map_err(|error| self.failed(&error))?;
            // Some sticks and copying programs write all names in capitals.
            let name = item.file_name().to_string_lossy().to_ascii_lowercase();
            match name.parse() {
                Ok(label) if is_plain(&item.path()) => labels.push(label),
                _ => {}
            }
        }
        labels.sort_unstable();
        labels.dedup();
        Ok(labels)
    }

    fn get(&mut self, route: Route, label: &Label) -> Result<Option<Vec<u8>>, CarrierError> {
        let name = label.to_string();
        let read = match read_plain(&self.path(route).join(&name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                match in_capitals(&self.path(route), &name) {
                    Some(path) => read_plain(&path),
                    None => Err(error),
                }
            }
            read => read,
        };
        match read {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn is_whole(&mut self, route: Route, label: &Label) -> Result<bool, CarrierError> {
        let bytes = self.get(route, label)?;
        Ok(bytes.is_some_and(|bytes| !is_damaged(label, &bytes)))
    }

    fn put(&mut self, route: Route, label: &Label, bytes: &[u8]) -> Result<(), CarrierError> {
        self.there()?;
        self.write(&self.path(route), label, bytes)
            .map_err(|error| self.failed(&error))
    }
}
