//! The printer of trial halls: one file a slip.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::ui::slip::escpos::RESET;
use crate::ui::slip::printer::PrintError;
use crate::ui::slip::printer::Why;

/// The file whose presence in the folder makes a file printer say that it has no paper, for trials and tests.
pub const NO_PAPER_FILE: &str = "no-paper";

/// The longest stem of a slip's file, in characters.
const STEM_CHARS: usize = 40;

pub(super) fn write(dir: &Path, bytes: &[u8], name: &str) -> Result<(), PrintError> {
    if !fs::metadata(dir)?.is_dir() {
        return Err(Why::NotAPrinter.into());
    }
    if dir.join(NO_PAPER_FILE).exists() {
        return Err(PrintError::NoPaper);
    }
    let stem = stem(name);
    let draft = dir.join(format!(".{stem}.{}.tmp", std::process::id()));
    let written = fill(&draft, bytes).and_then(|()| fs::rename(&draft, vacant(dir, &stem, bytes)));
    if let Err(error) = written {
        // The slip has failed already; a draft that cannot be removed is overwritten by the next one.
        let _ = fs::remove_file(&draft);
        return Err(error.into());
    }
    // Without this the name, unlike the contents, could be lost with the power.
    File::open(dir)?.sync_all()?;
    Ok(())
}

fn fill(draft: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(draft)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn vacant(dir: &Path, stem: &str, bytes: &[u8]) -> PathBuf {
    let extension = if bytes.starts_with(&RESET) {
        "prn"
    } else if bytes.starts_with(b"%PDF-") {
        "pdf"
    } else {
        "txt"
    };
    let mut path = dir.join(format!("{stem}.{extension}"));
    let mut copy = 1_u32;
    while path.exists() {
        copy += 1;
        path = dir.join(format!("{stem}-{copy}.{extension}"));
    }
    path
}

/// Makes a name that stays inside the folder.
fn stem(name: &str) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    let stem: String = name.chars().take(STEM_CHARS).map(safe).collect();
    if stem.is_empty() {
        "slip".to_owned()
    } else {
        stem
    }
}
