//! Look-ups and read models beside the same SQL on a bare connection.

use std::iter::repeat;
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
use crate::domain::catalogue::person_pinyin;
use crate::domain::ids::WindowNo;
use crate::domain::time::UtcMs;
use crate::ops::Hall;
use crate::store::view;
use crate::store::view::grams;

/// People a pick list asks for.
const PICKED: usize = 9;
/// People it reads: one more says whether there are more.
const READ: usize = PICKED + 1;
/// Cases a list shows.
const SHOWN: i64 = 50;
/// Look-ups may cost so much more than their SQL alone.
const OVER_BARE: f64 = 1.5;

const CASE: &str = "c.id, c.number, c.matter_name, c.matter, c.centre, c.name, c.day, c.due,
    c.limit_text, c.provisional, c.amber_from, c.state, c.done_day, c.papers, c.missing,
    c.accepted, c.staff, c.stage, c.holder, c.who, c.cause, c.answers, c.trips, c.urgent,
    c.deferred, c.person, c.errand, c.deliver_due, c.deliver_amber";

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
    let mut rows = vec![pair.by_number(now)?, pair.lamps(now)?];
    rows.extend(pair.digits()?);
    rows.extend(pair.people(words)?);
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
        self.compare(
            "case by its number",
            numbers.iter().cycle(),
            |number| Ok(usize::from(self.hall.case(number, now)?.is_some())),
            |number| self.bare_rows(&sql, [number]),
        )
    }

    /// Looks people up as a clerk types: the same SQL bare, and the promise of a keystroke.
    fn people(&self, words: &Words) -> Result<Vec<Row>> {
        const COLUMNS: &str =
            "p.id, p.name, p.number, p.phone, p.village, p.place, p.merged, p.bad_credit";
        let keyed = format!(
            "SELECT {COLUMNS}, '' FROM person_keys k CROSS JOIN people p ON p.n = k.person
             WHERE k.key >= ?1 AND k.key < ?1 || char(1114111) ORDER BY k.key, k.person DESC LIMIT {READ}"
        );
        let by_grams = format!(
            "SELECT {COLUMNS}, p.spelled FROM person_grams g CROSS JOIN people p ON p.n = g.rowid
             WHERE person_grams MATCH ?1 ORDER BY g.rowid DESC LIMIT {READ}"
        );
        let initials = person_initials(&words.common_name).concat();
        let spelled = person_pinyin(&words.common_surname).concat();
        let village = self.bare.query_row(
            "SELECT place FROM people WHERE place <> '' ORDER BY n DESC LIMIT 1",
            [],
            |row| row.get::<_, String>(0),
        )?;
        let quoted = |text: &str| {
            let name = grams::query(text, "").unwrap_or_default();
            let place = grams::query(text, "\u{F0001}").unwrap_or_default();
            format!("(({name}) OR ({place}))")
        };
        let (name, rare) = (&words.common_name, &words.rare_name);
        let both = format!("{village} {}", words.common_surname);
        let both_sql = format!("{} AND {}", quoted(&village), quoted(&words.common_surname));
        let asked: [(&str, &str, String, &str); 8] = [
            ("two characters", name, quoted(name), &by_grams),
            (
                "one common character",
                &words.common_surname,
                quoted(&words.common_surname),
                &by_grams,
            ),
            ("a rare surname", rare, quoted(rare), &by_grams),
            (
                "three characters",
                &words.longer_name,
                quoted(&words.longer_name),
                &by_grams,
            ),
            ("a village", &village, quoted(&village), &by_grams),
            ("a village and a surname", &both, both_sql, &by_grams),
            ("initials", &initials, initials.clone(), &keyed),
            (
                "pinyin of a common surname",
                &spelled,
                spelled.clone(),
                &keyed,
            ),
        ];
        let mut rows = Vec::new();
        for (what, typed, value, sql) in asked {
            let row = self.compare(
                &format!("people by {what}, {typed}"),
                repeat(()),
                |()| Ok(self.hall.find_people(typed, PICKED)?.len()),
                |()| Ok(self.bare_rows(sql, [&value])?.min(PICKED)),
            )?;
            let p99 = row.stats.p99;
            rows.push(row.promise(Budget::at_most("p99", p99, 5.0, "ms")));
        }
        Ok(rows)
    }

    /// Looks people up by digits, others each time: the whole phone, and the last four of it.
    fn digits(&self) -> Result<Vec<Row>> {
        const COLUMNS: &str =
            "p.id, p.name, p.number, p.phone, p.village, p.place, p.merged, p.bad_credit";
        let phones: Vec<String> = self
            .bare
            .prepare(
                "SELECT phone FROM people WHERE n % (1 + (SELECT max(n) FROM people) / 500) = 1",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let whole = format!(
            "SELECT {COLUMNS} FROM people p WHERE p.phone = ?1 AND p.phone <> ''
             ORDER BY p.name, p.n DESC LIMIT {READ}"
        );
        let ends = format!(
            "SELECT {COLUMNS} FROM person_keys k CROSS JOIN people p ON p.n = k.person
             WHERE k.key = ?1 ORDER BY k.person DESC LIMIT {READ}"
        );
        let mut rows = Vec::new();
        for (what, sql, length) in [("phone", whole, 0), ("last four", ends, 4)] {
            let mut at = phones.iter().cycle();
            let (mut times, mut floor) = (Vec::new(), Vec::new());
            for _ in 0..self.times {
                let phone = at.next().context("there are people")?;
                let from = phone.len().saturating_sub(length) * usize::from(length > 0);
                let typed = phone.get(from..).unwrap_or_default();
                timed(&mut times, || Ok(self.hall.find_people(typed, PICKED)?))?;
                timed(&mut floor, || self.bare_rows(&sql, [typed]))?;
            }
            let stats = Stats::of(times);
            rows.push(
                Row::new(format!("people by their {what}"), self.cases, "ms", stats)
                    .beside(
                        "the one index that answers; the search tries up to six",
                        Stats::of(floor).median,
                    )
                    .promise(Budget::at_most("p99", stats.p99, 5.0, "ms")),
            );
        }
        Ok(rows)
    }

    fn lamps(&self, now: UtcMs) -> Result<Row> {
        let day = self.hall.day_of(now);
        let sql = "SELECT coalesce(sum(due >= ?1 AND amber_from > ?1), 0),
                    coalesce(sum(due >= ?1 AND amber_from <= ?1), 0),
                    coalesce(sum(due < ?1), 0) FROM cases WHERE state = 'open'";
        self.compare(
            "lamps of the open cases",
            repeat(()),
            |()| {
                view::cases::lamps(self.hall.store().db(), day)?;
                Ok(1)
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
                repeat(()),
                |()| Ok(self.hall.search_cases(name, SHOWN as usize, now)?.len()),
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
            timed(&mut times, || self.bare_rows(&sql, (&pattern, SHOWN)))?;
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
                timed(&mut times, read)?;
                timed(&mut floor, || {
                    self.bare_rows("SELECT closed FROM days WHERE day = ''", [])
                })?;
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

    /// Runs ours and the bare statement for each key; both must give as many rows. They take turns
    /// at being first: the first of the two brings the row's pages into the machine's memory.
    fn compare<K: Copy>(
        &self,
        what: &str,
        keys: impl Iterator<Item = K>,
        ours: impl Fn(K) -> Result<usize>,
        bare: impl Fn(K) -> Result<usize>,
    ) -> Result<Row> {
        let (mut times, mut floor) = (Vec::new(), Vec::new());
        for (turn, key) in keys.take(self.times).enumerate() {
            let (found, same) = match turn % 2 {
                0 => (
                    timed(&mut times, || ours(key))?,
                    timed(&mut floor, || bare(key))?,
                ),
                _ => {
                    let same = timed(&mut floor, || bare(key))?;
                    (timed(&mut times, || ours(key))?, same)
                }
            };
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

/// Does something once and notes how long it took, in ms.
fn timed<T>(times: &mut Vec<f64>, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    let done = work()?;
    times.push(begun.elapsed().as_secs_f64() * 1e3);
    Ok(done)
}
