//! Drafts: what somebody was typing survives a dropped line and a killed program.

use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::ui::post::PostName;

/// Larger than any form; a draft beyond it is not one of ours.
const MAX_BYTES: u64 = 1 << 20;

fn path(dir: &Path, post: PostName) -> PathBuf {
    dir.join("drafts").join(format!("{}.json", post.word()))
}

/// Reads the draft of a post, if there is one that can be read.
pub(crate) fn load(dir: &Path, post: PostName) -> Option<String> {
    let path = path(dir, post);
    let meta = std::fs::metadata(&path).ok()?;
    if meta.len() > MAX_BYTES {
        return None;
    }
    std::fs::read_to_string(path).ok()
}

/// Keeps the draft of a post, or removes it when there is nothing to keep.
pub(crate) fn save(dir: &Path, post: PostName, draft: Option<&str>) -> std::io::Result<()> {
    let path = path(dir, post);
    let Some(draft) = draft else {
        return match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let part = path.with_extension("part");
    let mut file = private(&part)?;
    file.write_all(draft.as_bytes())?;
    std::fs::rename(&part, &path)
}

/// Makes the drafts of a store durable.
pub(crate) fn sync(dir: &Path) -> std::io::Result<()> {
    let folder = dir.join("drafts");
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        // Another post may just have removed its own.
        if let Ok(file) = std::fs::File::open(entry?.path()) {
            file.sync_data()?;
        }
    }
    std::fs::File::open(&folder)?.sync_all()
}

/// A draft may hold a name and a number: only the hall's own user may read it.
fn private(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_comes_back_and_goes_away() {
        let dir = tempfile::tempdir().unwrap();
        let post = PostName::Kiosk;
        assert_eq!(load(dir.path(), post), None);
        sync(dir.path()).unwrap();
        save(dir.path(), post, Some("{\"a\":1}")).unwrap();
        sync(dir.path()).unwrap();
        assert_eq!(load(dir.path(), post).as_deref(), Some("{\"a\":1}"));
        save(dir.path(), post, None).unwrap();
        assert_eq!(load(dir.path(), post), None);
        save(dir.path(), post, None).unwrap();
    }
}
