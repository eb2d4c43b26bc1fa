//! A folder as carrier: a USB stick, or a folder two machines share.
//!
//! `v1/<reader>/<sender>/` holds one file for each label. A file is written under another name,
//! synced, renamed, and its folder synced; readers pass over every name they would not have given.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::sync::carrier::Carrier;
use crate::sync::carrier::CarrierError;
use crate::sync::carrier::Label;
use crate::sync::carrier::Route;
use crate::sync::carrier::Trouble;

/// A file larger than this is none of ours.
const MOST_BYTES: u64 = 80 << 20;

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
        match fs::metadata(&self.root).and_then(|meta| match meta.is_dir() {
            true => Ok(()),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn write(&self, folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let target = folder.join(name);
        if target.exists() {
            return Ok(());
        }
        let part = folder.join(format!("{name}.part"));
        let written = File::create(&part)
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
            if let Some(label) = item.file_name().to_str().and_then(|name| name.parse().ok()) {
                labels.push(label);
            }
        }
        labels.sort_unstable();
        Ok(labels)
    }

    fn get(&mut self, route: Route, label: &Label) -> Result<Option<Vec<u8>>, CarrierError> {
        let path = self.path(route).join(label.to_string());
        let read = fs::metadata(&path).and_then(|meta| match meta.len() > MOST_BYTES {
            true => Ok(Vec::new()),
            false => fs::read(&path),
        });
        match read {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn put(&mut self, route: Route, label: &Label, bytes: &[u8]) -> Result<(), CarrierError> {
        self.there()?;
        self.write(&self.path(route), &label.to_string(), bytes)
            .map_err(|error| self.failed(&error))
    }
}
