//! Ballot boxes: a file beside the store for each voting that goes on.
//!
//! A box never is in the database, whose log and free pages would keep what each ballot changed. Its
//! file is written whole under another name and renamed over the one before, so that a power cut finds
//! either; the file before is overwritten with random bytes once nothing names it any more, as is the
//! box itself when it was counted. That is as far as a program reaches: a disk that remaps blocks may
//! keep what was written once. No backup takes a box along: it is gone within the day.

use std::collections::BTreeSet;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::fs::FileExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;

use uuid::Uuid;

use crate::domain::entry::Hash;
use crate::domain::meeting::BallotBox;
use crate::store::error::StoreError;

/// The folder of the boxes within the store's.
pub const FOLDER: &str = "ballots";

const ENDING: &str = "box";
/// The ending of a box that is being written.
const PART: &str = "part";

fn failed(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::Io { what, path, source }
}

/// Returns where a box lies.
pub fn path(dir: &Path, name: Uuid) -> PathBuf {
    dir.join(FOLDER).join(format!("{name}.{ENDING}"))
}

/// Returns whether there is no box, nor anything left of one.
pub fn is_empty(dir: &Path) -> bool {
    std::fs::read_dir(dir.join(FOLDER)).map_or(true, |mut files| files.next().is_none())
}

/// Reads a box.
///
/// # Errors
/// [`StoreError::BoxMissing`], [`StoreError::BoxDamaged`].
pub fn load(dir: &Path, name: Uuid) -> Result<BallotBox, StoreError> {
    match read(dir, name) {
        // Without the gate the file may have been the one before, and overwritten meanwhile.
        Err(StoreError::BoxDamaged { .. }) => read(dir, name),
        found => found,
    }
}

fn read(dir: &Path, name: Uuid) -> Result<BallotBox, StoreError> {
    let path = path(dir, name);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(StoreError::BoxMissing { path });
        }
        Err(error) => return Err(failed("read", &path)(error)),
    };
    let read = || {
        let text = std::str::from_utf8(&bytes).ok()?;
        let (body, check) = text.strip_suffix('\n')?.split_once('\n')?;
        let sound = Hash::of(body.as_bytes()).to_string() == check;
        sound.then(|| serde_json::from_str(body).ok()).flatten()
    };
    read().ok_or(StoreError::BoxDamaged { path })
}

/// Returns the names of the boxes that are whole.
pub(crate) fn sound(dir: &Path) -> BTreeSet<Uuid> {
    let files = std::fs::read_dir(dir.join(FOLDER)).into_iter().flatten();
    let names = files.filter_map(|file| {
        let name = file.ok()?.path();
        Uuid::parse_str(name.file_stem()?.to_str()?).ok()
    });
    names.filter(|name| load(dir, *name).is_ok()).collect()
}

/// Writes a box in the place of the one before, if there is one: durable when this returns. The gate
/// must be held.
///
/// # Errors
/// [`StoreError::Io`]; the box before stands then.
pub(crate) fn save(dir: &Path, name: Uuid, contents: &BallotBox) -> Result<(), StoreError> {
    let (path, folder) = (path(dir, name), dir.join(FOLDER));
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .map_err(failed("make the folder", &folder))?;
    let part = path.with_extension(PART);
    // Left behind by whoever was killed while writing: it holds a ballot that was never taken.
    shred(&part)?;
    let written = write(&part, contents);
    if written.is_err() {
        let _ = shred(&part);
    }
    written?;
    let before = OpenOptions::new().write(true).open(&path).ok();
    std::fs::rename(&part, &path).map_err(failed("name", &path))?;
    sync(&folder)?;
    // The ballot is in, whether or not what was before it could be overwritten.
    if let Some(before) = before
        && let Err(error) = overwrite(&before, &path)
    {
        tracing::warn!(%error, "what a ballot box held before could not be overwritten");
    }
    Ok(())
}

fn write(part: &Path, contents: &BallotBox) -> Result<(), StoreError> {
    let mut body = serde_json::to_string(contents).map_err(|error| StoreError::Io {
        what: "write",
        path: part.to_owned(),
        source: error.into(),
    })?;
    let check = Hash::of(body.as_bytes());
    body.push_str(&format!("\n{check}\n"));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(part)
        .map_err(failed("write", part))?;
    file.write_all(body.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed("write", part))
}

fn sync(folder: &Path) -> Result<(), StoreError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed("keep", folder))
}

/// Overwrites what an open file holds, and has that reach the disk.
fn overwrite(file: &File, path: &Path) -> Result<(), StoreError> {
    let length = file.metadata().map_err(failed("look at", path))?.len();
    let mut noise = vec![0; usize::try_from(length).unwrap_or(0)];
    let random = getrandom::fill(&mut noise);
    if random.is_err() {
        // Zeros hide as much.
        noise.fill(0);
    }
    file.write_all_at(&noise, 0)
        .and_then(|()| file.sync_all())
        .map_err(failed("overwrite", path))
}

/// Overwrites a file and takes it away; one that is not there is none.
fn shred(path: &Path) -> Result<(), StoreError> {
    let file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed("overwrite", path)(error)),
    };
    overwrite(&file, path)?;
    std::fs::remove_file(path).map_err(failed("remove", path))
}

/// Shreds every box but those named, and what was left of writing one. The gate must be held.
pub(crate) fn sweep(dir: &Path, kept: &BTreeSet<Uuid>) -> Result<(), StoreError> {
    let folder = dir.join(FOLDER);
    let files = std::fs::read_dir(&folder).map_err(failed("read", &folder))?;
    for file in files {
        let path = file.map_err(failed("read", &folder))?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        let name = path.file_stem().and_then(|name| name.to_str());
        let name = name.and_then(|name| Uuid::parse_str(name).ok());
        let (Some(name), Some(ending)) = (name, ending) else {
            continue;
        };
        if ending == PART || (ending == ENDING && !kept.contains(&name)) {
            shred(&path)?;
        }
    }
    sync(&folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::meeting::Answer;
    use crate::domain::meeting::Ballot;
    use crate::domain::meeting::tests::jury;
    use crate::store::error::StoreError;

    const NAME: Uuid = Uuid::from_u128(9);

    fn filled() -> (BallotBox, Vec<String>) {
        let meeting = jury();
        let codes: Vec<String> = (0..10).map(|n| format!("{n:010}")).collect();
        (BallotBox::new(&meeting, &[7; 32], &codes), codes)
    }

    fn files(dir: &Path) -> Vec<String> {
        let files = std::fs::read_dir(dir.join(FOLDER)).unwrap();
        files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_box_is_read_as_it_was_written_and_any_other_byte_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let missing = load(dir.path(), NAME).unwrap_err();
        assert!(matches!(missing, StoreError::BoxMissing { .. }));
        let (mut contents, codes) = filled();
        save(dir.path(), NAME, &contents).unwrap();
        let ballot = Ballot::whole(&[Answer::Mark(5); 3], &jury()).unwrap();
        contents.cast(&codes[3], &ballot).unwrap();
        save(dir.path(), NAME, &contents).unwrap();
        assert_eq!(load(dir.path(), NAME).unwrap(), contents);
        assert_eq!(files(dir.path()), [format!("{NAME}.box")]);
        let path = path(dir.path(), NAME);
        let whole = std::fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(7) {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert!(load(dir.path(), NAME).is_err(), "byte {at}");
            std::fs::write(&path, &whole[..at]).unwrap();
            assert!(load(dir.path(), NAME).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn what_was_overwritten_or_swept_holds_nothing_any_more() {
        let dir = tempfile::tempdir().unwrap();
        let (contents, _) = filled();
        save(dir.path(), NAME, &contents).unwrap();
        let path = path(dir.path(), NAME);
        // Whoever holds the file before open sees it overwritten, not only unnamed.
        let held = File::open(&path).unwrap();
        let before = std::fs::read(&path).unwrap();
        save(dir.path(), NAME, &contents).unwrap();
        let mut after = vec![0; before.len()];
        held.read_exact_at(&mut after, 0).unwrap();
        assert_ne!(after, before);
        assert!(!after.windows(6).any(|part| part == b"counts"));
        std::fs::write(path.with_extension(PART), b"half a ballot").unwrap();
        sweep(dir.path(), &BTreeSet::from([NAME])).unwrap();
        assert_eq!(files(dir.path()), [format!("{NAME}.box")]);
        let held = File::open(&path).unwrap();
        sweep(dir.path(), &BTreeSet::new()).unwrap();
        assert!(is_empty(dir.path()));
        held.read_exact_at(&mut after, 0).unwrap();
        assert_ne!(after, before);
    }
}
