//! The program's own log: a file in the store's folder; no names, no numbers of people, never stderr.

use std::path::Path;

use tracing_subscriber::fmt::writer::BoxMakeWriter;

use crate::store::open::DB_FILE;

/// Begins to log into `logs/` of a store that is there. Without a store there is no log.
pub(crate) fn start(store: &Path) {
    if !store.join(DB_FILE).is_file() {
        return;
    }
    let folder = store.join("logs");
    // The appender complains on stderr about a folder it has yet to make.
    if std::fs::create_dir_all(&folder).is_err() {
        return;
    }
    let Ok(files) = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("yizhan")
        .filename_suffix("log")
        .max_log_files(30)
        .build(folder)
    else {
        return;
    };
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_target(false)
        .with_writer(BoxMakeWriter::new(files))
        .finish();
    // A second start within one process keeps the first.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
