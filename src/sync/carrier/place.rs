//! Whether the place of a stick is empty: a folder at which nothing is mounted looks like a stick with
//! nothing on it, and would be filled on the system disk while the stick lies in a drawer.
//!
//! Nobody has to confirm anything and nothing is remembered: what lies where sticks are plugged in, or
//! at a mount point of the system's own table, is used only while something is mounted there.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Where systems mount what is plugged in.
///
/// Source: Filesystem Hierarchy Standard 3.0, /media and /mnt; udisks, /run/media.
const STICKS: [&str; 3] = ["/media", "/mnt", "/run/media"];

/// What is wrong with a place at which nothing is mounted.
pub const UNMOUNTED: &str = "nothing is mounted there";

/// Returns whether a folder is the place of a stick or a share that is not mounted.
pub fn is_empty(folder: &Path) -> bool {
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let table = fs::read_to_string("/etc/fstab").unwrap_or_default();
    let places = places(&folder, &table);
    if places.is_empty() {
        return false;
    }
    // Where nobody tells what is mounted, nothing is said to be missing.
    let mounted = fs::read_to_string("/proc/self/mountinfo");
    mounted.is_ok_and(|mounted| !is_mounted(&folder, &places, &mounted))
}

/// Returns the places a folder lies in at which something must be mounted.
fn places(folder: &Path, table: &str) -> Vec<PathBuf> {
    let sticks = STICKS.iter().filter(|all| folder.starts_with(all));
    let lines = table
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let named = lines.filter_map(|line| field(line, 1));
    let named =
        named.filter(|at| at.is_absolute() && at != Path::new("/") && folder.starts_with(at));
    sticks.map(PathBuf::from).chain(named).collect()
}

fn is_mounted(folder: &Path, places: &[PathBuf], mounted: &str) -> bool {
    let mounted: Vec<PathBuf> = mounted
        .lines()
        .filter_map(|line| field(line, 4))
        .filter(|at| folder.starts_with(at))
        .collect();
    places.iter().all(|place| {
        // A disk of all sticks together is none of them yet; but one may be mounted at /mnt itself.
        let alone = ["/media", "/run/media"]
            .map(Path::new)
            .contains(&place.as_path());
        mounted
            .iter()
            .any(|at| at.starts_with(place) && (at != place || !alone))
    })
}

/// Returns a path among the fields of a line; spaces in it are written in octal.
fn field(line: &str, n: usize) -> Option<PathBuf> {
    let text = line.split_whitespace().nth(n)?;
    Some(text.replace("\\040", " ").replace("\\134", "\\").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTED: &str = "22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 8:17 / /media/usb rw - vfat /dev/sdb1 rw
31 22 8:33 / /media/li/MY\\040STICK rw - vfat /dev/sdc1 rw
32 22 0:40 / /srv/share rw - nfs county:/share rw
33 22 8:1 /data /srv/bound rw - ext4 /dev/sda1 rw
34 22 8:49 / /mnt rw - ext4 /dev/sdd1 rw";
    const TABLE: &str = "# /etc/fstab
UUID=1 / ext4 defaults 0 1
UUID=2 none swap sw 0 0
county:/share /srv/share nfs defaults 0 0
county:/old /srv/old nfs defaults 0 0
county:/x /mnt/share nfs defaults 0 0
/data /srv/bound none bind 0 0";

    fn is_empty_by(folder: &str, mounted: &str) -> bool {
        let folder = Path::new(folder);
        let places = places(folder, TABLE);
        !places.is_empty() && !is_mounted(folder, &places, mounted)
    }

    #[test]
    fn the_place_of_a_stick_or_a_share_is_used_only_while_something_is_mounted_there() {
        for (folder, empty) in [
            ("/media/usb", false),
            ("/media/usb/yizhan", false),
            ("/media/li/MY STICK", false),
            ("/media/other", true),
            ("/media", true),
            ("/media/usb2", true),
            ("/run/media/li/GONE", true),
            ("/mnt", false),
            ("/mnt/usb", false),
            ("/mnt/share", true),
            ("/srv/share/sub", false),
            ("/srv/bound", false),
            ("/srv/old", true),
            ("/srv/old/sub", true),
            // Any other folder is what it is.
            ("/srv/plain", false),
            ("/srv/older", false),
            ("/home/li/media/usb", false),
        ] {
            assert_eq!(is_empty_by(folder, MOUNTED), empty, "{folder}");
        }
        let nothing =
            "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n23 22 8:2 / /media rw - ext4 /dev/sda2 rw";
        for folder in ["/mnt", "/mnt/usb", "/media/usb", "/srv/share"] {
            assert!(is_empty_by(folder, nothing), "{folder}");
        }
        assert!(!is_empty_by("/srv/plain", nothing));
    }
}
