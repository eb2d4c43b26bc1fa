//! Look-ups and read models beside the same SQL on a bare connection.

use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;
use rusqlite::Connection;
use rusqlite::OpenFlags;
use rusqlite::types::Value;

use crate::cli::bench::names::Words;
use crate::cli::bench::report::Budget;
use crate::cli::bench::report::Row;
use crate::cli::bench::report::Stats;
use crate::domain::catalogue::person_initials;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::ops::Hall;
use crate::store::view;

/// Cases a list shows.
const SHOWN: i64 = 50;
/// Look-ups may cost so much more than their SQL alone.
const OVER_BARE: f64 = 1.5;

const CASE: &str = "c.id, c.number, c.matter_name, c.matter, c.centre, c.name, c.day, c.due,
    c.limit_text, c.provisional, c.amber_from, c.state, c.done_day, c.papers, c.missing,
    c.accepted, c.staff";

/// A hall and the same file bare.
struct Pair {
    hall: Hall,
    bare: Connection,
    cases: u64,
    times: usize,
}

/// Measures look-ups at this size.
///
/// # Errors
/// The store's own error.
pub fn rows(dir: &Path, cases: u64, words: &Words, times: usize, now: UtcMs) -> Result<Vec<Row>> {
    let bare = Connection::open_with_flags(
        dir.join(crate::store::open::DB_FILE),
        OpenFlags::SQLITE_OPEN_READ_ONLY,
    )?;
    let pair = Pair {
        hall: Hall::open(dir)?,
        bare,
        cases,
        times,
    };
    let mut rows = vec![pair.by_number(now)?, pair.person(words)?, pair.lamps(now)?];
    rows.extend(pair.names(words, now)?);
    rows.extend(pair.models(now)?);
    Ok(rows)
}

impl Pair {
    fn by_number(&self, now: UtcMs) -> Result<Row> {
        let numbers: Vec<String> = self
            .bare
            .prepare(
                "SELECT number FROM cases WHERE n % (1 + (SELECT max(n) FROM cases) / 500) = 1",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let sql = format!("SELECT {CASE} FROM cases c WHERE c.number = ?1");
        let mut at = numbers.iter().cycle();
        self.compare(
            "case by its number",
            || {
                let number = at.next().context("there are cases")?;
                Ok((
                    number.clone(),
                    usize::from(self.hall.case(number, now)?.is_some()),
                ))
            },
            |number| self.bare_rows(&sql, [number]),
        )
    }

    fn person(&self, words: &Words) -> Result<Row> {
        let key = person_initials(&words.common_name)
            .into_iter()
            .next()
            .unwrap_or_default();
        let sql = "SELECT p.id, p.name, p.number, p.phone, p.village
             FROM (SELECT DISTINCT person FROM person_keys WHERE key >= ?1 AND key < ?2 LIMIT ?3) k
             JOIN people p ON p.id = k.person";
        let end = format!("{key}\u{10FFFF}");
        self.compare(
            &format!("people whose name begins {key}"),
            || Ok(((), self.hall.find_people(&key, 9)?.len())),
            |()| self.bare_rows(sql, (&key, &end, 9)),
        )
    }

    fn lamps(&self, now: UtcMs) -> Result<Row> {
        let day = self.hall.day_of(now);
        let sql = "SELECT coalesce(sum(due >= ?1 AND amber_from > ?1), 0),
                    coalesce(sum(due >= ?1 AND amber_from <= ?1), 0),
                    coalesce(sum(due < ?1), 0) FROM cases WHERE state = 'open'";
        self.compare(
            "lamps of the open cases",
            || {
                view::cases::lamps(self.hall.store().db(), day)?;
                Ok(((), 1))
            },
            |()| self.bare_rows(sql, [day.to_string()]),
        )
    }

    /// Searches by name beside the same full-text SQL, and beside `LIKE`.
    fn names(&self, words: &Words, now: UtcMs) -> Result<Vec<Row>> {
        let few = self.name_with_hits(self.cases / 10_000)?;
        let mut rows = Vec::new();
        for (kind, name) in [("few bear it", &few), ("many bear it", &words.common_name)] {
            let sql = format!(
                "SELECT {CASE} FROM (SELECT rowid FROM case_grams WHERE case_grams MATCH ?1
                    ORDER BY rowid DESC LIMIT ?2) g JOIN cases c ON c.n = g.rowid ORDER BY c.n DESC"
            );
            let query = format!("\"{name}\"");
            let row = self.compare(
                &format!("search {name} ({kind}), newest {SHOWN}"),
                || Ok(((), self.hall.search_cases(name, SHOWN as usize, now)?.len())),
                |()| {
                    Ok(self
                        .bare_rows(&sql, (&query, SHOWN * 2))?
                        .min(SHOWN as usize))
                },
            )?;
            let fast = row.stats.median;
            rows.push(row);
            rows.push(self.like(name, kind, fast, now)?);
        }
        Ok(rows)
    }

    fn like(&self, name: &str, kind: &str, fast: f64, now: UtcMs) -> Result<Row> {
        let sql =
            format!("SELECT {CASE} FROM cases c WHERE c.name LIKE ?1 ORDER BY c.n DESC LIMIT ?2");
        let pattern = format!("%{name}%");
        let mut times = Vec::new();
        for _ in 0..5 {
            let at = Instant::now();
            self.bare_rows(&sql, (&pattern, SHOWN))?;
            times.push(at.elapsed().as_secs_f64() * 1e3);
        }
        let mut by_like: Vec<String> = self
            .bare
            .prepare("SELECT number FROM cases WHERE name LIKE ?1")?
            .query_map([&pattern], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let all = self.hall.search_cases(name, self.cases as usize, now)?;
        let mut by_search: Vec<String> = all.into_iter().map(|card| card.number).collect();
        by_like.sort_unstable();
        by_search.sort_unstable();
        let same = by_like == by_search;
        let like = Stats::of(times);
        let row = Row::new(
            format!("LIKE over search, {name} ({kind})"),
            self.cases,
            "times",
            Stats::of(vec![like.median / fast]),
        )
        .note(format!(
            "LIKE takes {:.2} ms; {} hits; the same rows: {}",
            like.median,
            by_like.len(),
            if same { "yes" } else { "NO" }
        ))
        .promise(Budget {
            text: "same rows".to_owned(),
            kept: same,
        });
        // The promise is made for a name few bear at a million: with many hits LIKE stops early too.
        Ok(match self.cases >= 1_000_000 && kind == "few bear it" {
            true => {
                let times = row.stats.median;
                row.promise(Budget::at_least("times", times, 100.0, ""))
            }
            false => row,
        })
    }

    /// Returns two characters that about so many names begin with.
    fn name_with_hits(&self, hits: u64) -> Result<String> {
        Ok(self.bare.query_row(
            "SELECT substr(name, 1, 2) AS two FROM cases GROUP BY two
             ORDER BY abs(count(*) - ?1), two LIMIT 1",
            [hits.max(2) as i64],
            |row| row.get(0),
        )?)
    }

    fn models(&self, now: UtcMs) -> Result<Vec<Row>> {
        let models: [(&str, &dyn Fn() -> Result<()>); 4] = [
            ("duty", &|| {
                self.hall.duty(now).map(drop).map_err(Into::into)
            }),
            ("window", &|| {
                self.hall
                    .desk(WindowNo(1), now)
                    .map(drop)
                    .map_err(Into::into)
            }),
            ("kiosk", &|| {
                self.hall.kiosk(now).map(drop).map_err(Into::into)
            }),
            ("board", &|| {
                self.hall.board(now).map(drop).map_err(Into::into)
            }),
        ];
        let mut rows = Vec::new();
        for (name, read) in models {
            let (mut times, mut floor) = (Vec::new(), Vec::new());
            for _ in 0..self.times {
                let at = Instant::now();
                read()?;
                times.push(at.elapsed().as_secs_f64() * 1e3);
                let at = Instant::now();
                self.bare_rows("SELECT closed FROM days WHERE day = ''", [])?;
                floor.push(at.elapsed().as_secs_f64() * 1e3);
            }
            rows.push(
                Row::new(
                    format!("everything the {name} post shows"),
                    self.cases,
                    "ms",
                    Stats::of(times),
                )
                .beside("the least a statement costs", Stats::of(floor).median),
            );
        }
        Ok(rows)
    }

    /// Runs ours and the bare statement in turn; both must give as many rows.
    fn compare<K>(
        &self,
        what: &str,
        mut ours: impl FnMut() -> Result<(K, usize)>,
        bare: impl Fn(K) -> Result<usize>,
    ) -> Result<Row> {
        let (mut times, mut floor) = (Vec::new(), Vec::new());
        for _ in 0..self.times {
            let at = Instant::now();
            let (key, found) = ours()?;
            times.push(at.elapsed().as_secs_f64() * 1e3);
            let at = Instant::now();
            let same = bare(key)?;
            floor.push(at.elapsed().as_secs_f64() * 1e3);
            anyhow::ensure!(found == same, "{what}: {found} rows, bare SQL gives {same}");
        }
        let row = Row::new(what, self.cases, "ms", Stats::of(times))
            .beside("the same SQL on bare rusqlite", Stats::of(floor).median);
        let ratio = row.ratio.unwrap_or_default();
        Ok(row.promise(Budget::at_most("ratio", ratio, OVER_BARE, "")))
    }

    fn bare_rows(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize> {
        let mut statement = self.bare.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(values)?;
        let mut kept: Vec<Vec<Value>> = Vec::new();
        while let Some(row) = rows.next()? {
            kept.push(
                (0..columns)
                    .map(|i| row.get(i))
                    .collect::<rusqlite::Result<_>>()?,
            );
        }
        Ok(kept.len())
    }
}
