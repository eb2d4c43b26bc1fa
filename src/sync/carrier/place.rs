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
    // Where nobody tells what is mounted, nothing is said to be missing.
    let mounted = fs::read_to_string("/proc/self/mountinfo");
    mounted.is_ok_and(|mounted| is_empty_by(&folder, &table, &mounted))
}

fn is_empty_by(folder: &Path, table: &str, mounted: &str) -> bool {
    let mounted: Vec<PathBuf> = mounted.lines().filter_map(|line| field(line, 4)).collect();
    // A disk of all sticks together is none of them yet; but a stick may be mounted at /mnt itself.
    let plugged = |all: &str| {
        let below = |at: &Path| at.starts_with(all) && (at != Path::new(all) || all == "/mnt");
        mounted.iter().any(|at| folder.starts_with(at) && below(at))
    };
    if let Some(all) = STICKS.iter().find(|all| folder.starts_with(all)) {
        return !plugged(all);
    }
    let lines = table
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let mut named = lines.filter_map(|line| field(line, 1));
    named.any(|at| {
        let root = at == Path::new("/");
        !root && at.is_absolute() && folder.starts_with(&at) && !mounted.contains(&at)
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
/data /srv/bound none bind 0 0";

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
            ("/srv/share/sub", false),
            ("/srv/bound", false),
            ("/srv/old", true),
            ("/srv/old/sub", true),
            // Any other folder is what it is.
            ("/srv/plain", false),
            ("/srv/older", false),
            ("/home/li/media/usb", false),
        ] {
            assert_eq!(
                is_empty_by(Path::new(folder), TABLE, MOUNTED),
                empty,
                "{folder}"
            );
        }
    }
}
