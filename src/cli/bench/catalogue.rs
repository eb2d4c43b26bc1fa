//! How fast the catalogue answers each key.

use std::path::Path;
use std::time::Instant;

use crate::cli::bench::names::Words;
use crate::cli::bench::report::Budget;
use crate::cli::bench::report::Row;
use crate::cli::bench::report::Stats;
use crate::domain::catalogue::Catalogue;
use crate::domain::matter::Matter;
use crate::domain::matter_file;

/// How many matters a real county catalogue lists for a township.
const REAL_SIZE: usize = 2_262;
/// How many answers a post shows.
const SHOWN: usize = 9;

/// Measures every key of every query.
pub fn rows(words: &Words, rounds: usize) -> Vec<Row> {
    let (matters, note) = match real() {
        Some(matters) => (matters, "real catalogue from YIZHAN_REAL_DATA".to_owned()),
        None => (
            synthetic(words),
            "shipped matters with endings put behind them; set YIZHAN_REAL_DATA for real ones"
                .to_owned(),
        ),
    };
    let count = matters.len();
    let names: Vec<String> = matters.iter().map(|m| m.name.clone()).collect();
    let begun = Instant::now();
    let catalogue = Catalogue::new(matters);
    let built = begun.elapsed().as_secs_f64() * 1e3;
    let (mut times, mut plain, mut found) = (Vec::new(), Vec::new(), 0);
    for _ in 0..rounds {
        for typed in words
            .matter_queries
            .iter()
            .flat_map(|query| prefixes(query))
        {
            let at = Instant::now();
            found += catalogue.search(typed, None, &|_| 0, SHOWN).len();
            times.push(at.elapsed().as_secs_f64() * 1e3);
            let at = Instant::now();
            found += names.iter().filter(|name| name.contains(typed)).count();
            plain.push(at.elapsed().as_secs_f64() * 1e3);
        }
    }
    let stats = Stats::of(times);
    let row = Row::new(
        format!("catalogue, a key among {count} matters"),
        0,
        "ms",
        stats,
    )
    .beside(
        "a plain look for the text in all names",
        Stats::of(plain).median,
    )
    .promise(Budget::at_most("p99", stats.p99, 2.0, "ms"))
    .note(format!(
        "{note}; index built in {built:.1} ms; {found} answers"
    ));
    vec![row]
}

fn prefixes(query: &str) -> impl Iterator<Item = &str> {
    query
        .char_indices()
        .filter_map(|(at, c)| query.get(..at + c.len_utf8()))
}

/// Reads the real catalogues, where their folder is named.
fn real() -> Option<Vec<Matter>> {
    let folder = std::env::var_os("YIZHAN_REAL_DATA")?;
    let mut largest = Vec::new();
    for entry in std::fs::read_dir(Path::new(&folder).join("matters"))
        .ok()?
        .flatten()
    {
        let Ok(bytes) = std::fs::read(entry.path()) else {
            continue;
        };
        if let Ok(import) = matter_file::read(&bytes, None)
            && import.matters.len() > largest.len()
        {
            largest = import.matters;
        }
    }
    (largest.len() > 500).then_some(largest)
}

fn synthetic(words: &Words) -> Vec<Matter> {
    let shipped = matter_file::shipped();
    let endings = std::iter::once("").chain(words.suffixes.iter().map(String::as_str));
    endings
        .enumerate()
        .flat_map(|(i, ending)| {
            shipped.iter().map(move |matter| Matter {
                code: format!("{}-{i}", matter.code),
                name: format!("{}{ending}", matter.name),
                ..matter.clone()
            })
        })
        .take(REAL_SIZE)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_synthetic_catalogue_has_the_size_of_a_real_one() {
        let made = synthetic(&Words::shipped());
        assert_eq!(made.len(), REAL_SIZE);
        let mut codes: Vec<&str> = made.iter().map(|m| m.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), REAL_SIZE);
    }

    #[test]
    fn every_key_is_one_more_character() {
        assert_eq!(
            prefixes("低保a").collect::<Vec<_>>(),
            ["低", "低保", "低保a"]
        );
    }
}
