//! Where a bench keeps its stores, and what the machine says of itself.

use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use anyhow::Result;

/// File systems that live in memory: a sync there costs nothing and would flatter every figure.
///
/// Source: magic numbers of linux/magic.h.
const IN_MEMORY: [u64; 2] = [0x0102_1994, 0x8584_58f6];

const PREFIX: &str = "yizhan-bench-";

/// A folder that goes away with the bench.
#[derive(Debug)]
pub struct Place {
    dir: PathBuf,
}

impl Place {
    /// Makes a folder on a disk: below `given`, or the first of the usual places that is no memory disk.
    ///
    /// # Errors
    /// When no such folder can be written.
    pub fn make(given: Option<&Path>) -> Result<Place> {
        let parent = match given {
            Some(dir) => dir.to_owned(),
            None => [
                std::env::temp_dir(),
                PathBuf::from("/var/tmp"),
                PathBuf::from("."),
            ]
            .into_iter()
            .find(|dir| on_disk(dir))
            .context("no temporary folder lies on a disk; name one with --dir")?,
        };
        sweep(&parent);
        let dir = parent.join(format!("{PREFIX}{}", std::process::id()));
        std::fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        Ok(Place { dir })
    }

    /// Returns the folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What is left behind lies in a temporary folder and says whose it is.
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// Removes what a killed bench left behind: gigabytes nobody would look for.
fn sweep(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        let Some(pid) = pid.and_then(|pid| pid.parse::<u32>().ok()) else {
            continue;
        };
        if !Path::new("/proc").join(pid.to_string()).exists() {
            // Another user's folder stays; this one has done what it may.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn on_disk(dir: &Path) -> bool {
    rustix::fs::statfs(dir).is_ok_and(|stat| !IN_MEMORY.contains(&(stat.f_type as u64)))
}

/// Returns the load averages of 1, 5 and 15 minutes; `unknown` where the machine does not say.
pub fn load() -> String {
    std::fs::read_to_string("/proc/loadavg")
        .ok()
        .map(|text| {
            text.split_whitespace()
                .take(3)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .unwrap_or_else(|| "unknown".to_owned())
}

/// Returns a folder's mount, file system and device.
pub fn disk(dir: &Path) -> String {
    let whole = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?, words.next()?, words.next()?))
        })
        .filter(|(_, at, _)| whole.starts_with(at))
        .max_by_key(|(_, at, _)| at.len())
        .map(|(device, at, kind)| format!("{device} {kind} on {at}"))
        .unwrap_or_else(|| "unknown disk".to_owned())
}

/// Returns the resident memory of a process in MB (2^20 bytes); `None` when it is gone.
pub fn resident_mb(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kb: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kb / 1024.0)
}

/// Returns the size of all files in a folder in MB (2^20 bytes).
pub fn size_mb(dir: &Path) -> f64 {
    let bytes: u64 = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .map(|meta| meta.len())
        .sum();
    bytes as f64 / (1 << 20) as f64
}

/// Returns the kernel's version; `unknown` where the machine does not say.
pub fn kernel() -> String {
    std::fs::read_to_string("/proc/sys/kernel/osrelease")
        .map(|text| text.trim().to_owned())
        .unwrap_or_else(|_| "unknown".to_owned())
}
