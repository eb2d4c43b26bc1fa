//! What new entries add to the county's figures, and the figures read back.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use postgres::Client;
use postgres::Row;
use postgres::Transaction;
use uuid::Uuid;

use crate::domain::county::CaseFigure;
use crate::domain::county::DayFigure;
use crate::domain::county::End;
use crate::domain::county::Figures;
use crate::domain::entry::Hlc;
use crate::domain::event::EntryRehomed;
use crate::domain::ids::CaseId;
use crate::domain::ids::Centre;
use crate::domain::site::Org;
use crate::domain::time::Zone;
use crate::store::Store;
use crate::sync::hub;
use crate::sync::hub::HubError;
use crate::sync::hub::fill;

const CASES: &str = "INSERT INTO hub.cases AS c (org, case_id, number, matter, centre, accepted,
        due, due_at, ended, how, ended_at)
    SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[],
        $7::date[], $8::bigint[], $9::date[], $10::text[], $11::bigint[])
    ON CONFLICT (org, case_id) DO UPDATE SET
        number = greatest(c.number, excluded.number),
        matter = greatest(c.matter, excluded.matter),
        centre = greatest(c.centre, excluded.centre),
        accepted = greatest(c.accepted, excluded.accepted),
        due = CASE WHEN (excluded.due_at, excluded.due) > (c.due_at, coalesce(c.due, '-infinity'))
            THEN excluded.due ELSE c.due END,
        due_at = greatest(c.due_at, excluded.due_at),
        ended = CASE WHEN (excluded.ended_at, excluded.ended)
                > (c.ended_at, coalesce(c.ended, '-infinity'))
            THEN excluded.ended ELSE c.ended END,
        how = CASE WHEN (excluded.ended_at, excluded.ended)
                > (c.ended_at, coalesce(c.ended, '-infinity'))
            THEN excluded.how ELSE c.how END,
        ended_at = greatest(c.ended_at, excluded.ended_at)";

const DAYS: &str = "INSERT INTO hub.days AS d (org, day, tickets, served, invited, level5, level4,
        level3, level2, level1, unrated, excluded_n)
    SELECT $1, * FROM unnest($2::date[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
        $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
    ON CONFLICT (org, day) DO UPDATE SET
        tickets = d.tickets + excluded.tickets,
        served = d.served + excluded.served,
        invited = d.invited + excluded.invited,
        level5 = d.level5 + excluded.level5,
        level4 = d.level4 + excluded.level4,
        level3 = d.level3 + excluded.level3,
        level2 = d.level2 + excluded.level2,
        level1 = d.level1 + excluded.level1,
        unrated = d.unrated + excluded.unrated,
        excluded_n = d.excluded_n + excluded.excluded_n";

const CUSTODY: &str = "INSERT INTO hub.case_directory AS d (org, case_id, custody, since)
    SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bigint[])
    ON CONFLICT (org, case_id) DO UPDATE SET custody = excluded.custody, since = excluded.since
        WHERE (excluded.custody, excluded.since) > (d.custody, d.since)";

/// Adds figures to an organisation's. Rows are written in the order of their keys, so that two
/// connections wait for each other and never both.
pub(super) fn add(
    change: &mut Transaction<'_>,
    org: i64,
    figures: &Figures,
) -> Result<(), HubError> {
    add_cases(change, org, figures)?;
    add_days(change, org, figures)?;
    add_custody(change, org, figures)
}

fn add_custody(change: &mut Transaction<'_>, own: i64, figures: &Figures) -> Result<(), HubError> {
    if figures.custody.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<(i64, Uuid, i64, i64)> = figures
        .custody
        .iter()
        .map(|(case, c)| {
            (
                c.to.map_or(own, Org::code),
                case.0,
                i64::from(c.no),
                clock(c.at.0),
            )
        })
        .collect();
    rows.sort_unstable();
    let orgs: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let cases: Vec<Uuid> = rows.iter().map(|row| row.1).collect();
    let numbers: Vec<i64> = rows.iter().map(|row| row.2).collect();
    let since: Vec<i64> = rows.iter().map(|row| row.3).collect();
    change.execute(CUSTODY, &[&orgs, &cases, &numbers, &since])?;
    Ok(())
}

fn add_cases(change: &mut Transaction<'_>, org: i64, figures: &Figures) -> Result<(), HubError> {
    if figures.cases.is_empty() {
        return Ok(());
    }
    let cases = || figures.cases.values();
    let ids: Vec<Uuid> = figures.cases.keys().map(|case| case.0).collect();
    let numbers: Vec<Option<&str>> = cases().map(|c| c.number.as_deref()).collect();
    let matters: Vec<Option<&str>> = cases().map(|c| c.matter.as_deref()).collect();
    let centres: Vec<Option<&str>> = cases().map(|c| c.centre.map(|c| c.word())).collect();
    let accepted: Vec<Option<NaiveDate>> = cases().map(|c| c.accepted).collect();
    let dues: Vec<Option<NaiveDate>> = cases().map(|c| c.due.and_then(|(_, day)| day)).collect();
    let due_at: Vec<i64> = cases()
        .map(|c| c.due.map_or(0, |(at, _)| clock(at.0)))
        .collect();
    let ended: Vec<Option<NaiveDate>> = cases().map(|c| c.ended.map(|(_, day, _)| day)).collect();
    let how: Vec<Option<&str>> = cases()
        .map(|c| c.ended.map(|(_, _, end)| end.word()))
        .collect();
    let ended_at: Vec<i64> = cases()
        .map(|c| c.ended.map_or(0, |(at, _, _)| clock(at.0)))
        .collect();
    change.execute(
        CASES,
        &[
            &org, &ids, &numbers, &matters, &centres, &accepted, &dues, &due_at, &ended, &how,
            &ended_at,
        ],
    )?;
    Ok(())
}

fn clock(hlc: u64) -> i64 {
    i64::try_from(hlc).unwrap_or(i64::MAX)
}

fn add_days(change: &mut Transaction<'_>, org: i64, figures: &Figures) -> Result<(), HubError> {
    if figures.days.is_empty() {
        return Ok(());
    }
    let days: Vec<NaiveDate> = figures.days.keys().copied().collect();
    let rows = || figures.days.values();
    let tickets: Vec<i64> = rows().map(|d| d.tickets).collect();
    let served: Vec<i64> = rows().map(|d| d.served).collect();
    let invited: Vec<i64> = rows().map(|d| d.invited).collect();
    let unrated: Vec<i64> = rows().map(|d| d.unrated).collect();
    let excluded: Vec<i64> = rows().map(|d| d.excluded).collect();
    let mut levels: [Vec<i64>; 5] = Default::default();
    for day in rows() {
        for (column, count) in levels.iter_mut().zip(day.levels) {
            column.push(count);
        }
    }
    let [level5, level4, level3, level2, level1] = &levels;
    change.execute(
        DAYS,
        &[
            &org, &days, &tickets, &served, &invited, level5, level4, level3, level2, level1,
            &unrated, &excluded,
        ],
    )?;
    Ok(())
}

const READ_CASES: &str =
    "SELECT org, case_id, number, matter, centre, accepted, due, due_at, ended,
        how, ended_at
    FROM hub.cases c WHERE c.ended IS NULL OR c.ended >= $1";

/// Reads from the hub's tables what counts from a day on.
///
/// # Errors
/// [`HubError`].
pub fn of_tables(
    client: &mut Client,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<BTreeMap<Org, Figures>, HubError> {
    hub::is_hub(client)?;
    let mut county: BTreeMap<Org, Figures> = BTreeMap::new();
    // An organisation that had nothing in the span has its line all the same.
    let orgs = "SELECT org FROM hub.days UNION SELECT org FROM hub.cases";
    for row in client.query(orgs, &[])? {
        county.entry(org_of(&row)?).or_default();
    }
    let days = "SELECT org, day, tickets, served, invited, level5, level4, level3, level2, level1,
            unrated, excluded_n FROM hub.days WHERE day BETWEEN $1 AND $2";
    for row in client.query(days, &[&from, &to])? {
        let mut day = DayFigure {
            tickets: row.try_get(2)?,
            served: row.try_get(3)?,
            invited: row.try_get(4)?,
            unrated: row.try_get(10)?,
            excluded: row.try_get(11)?,
            ..DayFigure::default()
        };
        for (place, level) in day.levels.iter_mut().enumerate() {
            *level = row.try_get(5 + place)?;
        }
        let figures = county.entry(org_of(&row)?).or_default();
        figures.days.insert(row.try_get(1)?, day);
    }
    for row in client.query(READ_CASES, &[&from])? {
        let figures = county.entry(org_of(&row)?).or_default();
        figures
            .cases
            .insert(CaseId(row.try_get(1)?), case_of(&row)?);
    }
    Ok(county)
}

fn org_of(row: &Row) -> Result<Org, HubError> {
    let code: i64 = row.try_get(0)?;
    Org::new(code).ok_or(HubError::Range(code.unsigned_abs()))
}

fn time(row: &Row, column: usize) -> Result<Hlc, HubError> {
    Ok(Hlc(row.try_get::<_, i64>(column)?.unsigned_abs()))
}

fn case_of(row: &Row) -> Result<CaseFigure, HubError> {
    let (due_at, ended_at) = (time(row, 7)?, time(row, 10)?);
    let due: Option<NaiveDate> = row.try_get(6)?;
    let ended: Option<NaiveDate> = row.try_get(8)?;
    let how: Option<&str> = row.try_get(9)?;
    let centre: Option<&str> = row.try_get(4)?;
    Ok(CaseFigure {
        number: row.try_get(2)?,
        matter: row.try_get(3)?,
        centre: centre.and_then(|word| word.parse::<Centre>().ok()),
        accepted: row.try_get(5)?,
        // A time without a day: the case is paused since.
        due: (due_at.0 > 0 || due.is_some()).then_some((due_at, due)),
        ended: ended
            .zip(how.and_then(End::from_word))
            .map(|(day, end)| (ended_at, day, end)),
    })
}

/// Counts what this store received of its children and told them: the same figures without a server.
///
/// # Errors
/// The store's own error.
pub fn of_store(store: &Store) -> Result<BTreeMap<Org, Figures>, HubError> {
    let mut county: BTreeMap<Org, Figures> = BTreeMap::new();
    let mut told: BTreeSet<(Org, String)> = BTreeSet::new();
    for log in fill::sources(store)? {
        let figures = county.entry(log.org).or_default();
        let mut again = |e: &EntryRehomed| told.insert((log.org, e.hash.clone()));
        let mut next = log.base + 1;
        loop {
            let run = log.run(store, next)?;
            let Some(last) = run.last() else { break };
            next = last.envelope.seq + 1;
            for entry in &run {
                figures.count(entry, Zone::china(), &mut again);
            }
        }
    }
    county.retain(|_, figures| !figures.days.is_empty() || !figures.cases.is_empty());
    Ok(county)
}
