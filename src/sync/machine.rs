//! What tells this machine from others: a store that was copied or moved lies on another one.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::domain::entry::Hash;
use crate::domain::entry::hex;

/// Where Linux keeps the number it gave a machine when it was set up.
const MACHINE_IDS: [&str; 2] = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

/// Returns what tells this machine and this folder from others: a hash over the machine's number,
/// the file system and the folder's own number in it. A false alarm is harmless: new logs begin.
pub fn this(store: &Path) -> String {
    let id = MACHINE_IDS
        .iter()
        .find_map(|path| fs::read_to_string(path).ok())
        .unwrap_or_default();
    let folder = fs::metadata(store).map_or(0, |meta| meta.ino());
    let disk = rustix::fs::statvfs(store).map_or(0, |disk| disk.f_fsid);
    let all = format!("{} {disk} {folder}", id.trim());
    hex(&Hash::of(all.as_bytes()).0[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_itself_and_its_copy_is_another() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (dir.path().join("one"), dir.path().join("two"));
        fs::create_dir(&one).unwrap();
        fs::create_dir(&two).unwrap();
        assert_eq!(this(&one), this(&one));
        assert_ne!(this(&one), this(&two));
    }
}
