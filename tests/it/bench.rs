//! The bench of the exchange yields a figure for each row, or says why there is none.

use std::path::Path;

use yizhan::cli::bench::names::Words;
use yizhan::cli::bench::sync;
use yizhan::domain::time::UtcMs;

#[test]
fn every_part_of_the_exchange_is_measured_or_says_why_not() {
    let dir = tempfile::tempdir().unwrap();
    let sizes = sync::Sizes {
        entries: 300,
        import: 300,
        more: 20,
        county: (3, 300),
        memory: (150, 300),
        rounds: 1,
    };
    let bench = sync::Bench {
        dir: dir.path(),
        program: Path::new(env!("CARGO_BIN_EXE_yizhan")),
        words: &Words::shipped(),
        sizes: &sizes,
        // 2026-03-12 09:00 in China.
        now: UtcMs(1_773_277_200_000),
    };
    let parts = sync::parts(&bench, |_| true);
    let wanted = [2, 10, 10, 1, 1, 2];
    assert_eq!(parts.len(), wanted.len());
    for ((name, found), wanted) in parts.into_iter().zip(wanted) {
        match found {
            Ok(rows) => {
                assert_eq!(rows.len(), wanted, "{name}");
                for row in rows {
                    let middle = row.stats.median;
                    assert!(middle.is_finite() && middle > 0.0, "{}: {middle}", row.what);
                }
            }
            // Only what this machine has not may be missing: a server, or a disk at rest.
            Err(error) => {
                let why = format!("{error:#}");
                let allowed = ["no PostgreSQL", "never steady"];
                assert!(allowed.iter().any(|a| why.contains(a)), "{name}: {why}");
            }
        }
    }
    let left: Vec<_> = std::fs::read_dir(dir.path().join("county-server/data"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name())
        .filter(|name| name == "postmaster.pid")
        .collect();
    assert!(left.is_empty(), "the server runs on");
}
