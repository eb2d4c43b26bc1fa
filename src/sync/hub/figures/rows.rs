//! What new entries add to the rows of the county's figures.

use chrono::NaiveDate;
use postgres::Transaction;
use uuid::Uuid;

use crate::domain::county::Figures;
use crate::domain::entry::Hlc;
use crate::domain::site::Org;
use crate::sync::hub::HubError;

const CASES: &str =
    "INSERT INTO hub.cases AS c (org, case_id, number, matter, centre, came, accepted,
        due, due_at, paused, paused_at, ended, how, ended_at)
    SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[],
        $8::date[], $9::bigint[], $10::boolean[], $11::bigint[], $12::date[], $13::text[],
        $14::bigint[])
    ON CONFLICT (org, case_id) DO UPDATE SET
        number = greatest(c.number, excluded.number),
        matter = greatest(c.matter, excluded.matter),
        centre = greatest(c.centre, excluded.centre),
        came = least(c.came, excluded.came),
        accepted = greatest(c.accepted, excluded.accepted),
        due = CASE WHEN (excluded.due_at, excluded.due) > (c.due_at, coalesce(c.due, '-infinity'))
            THEN excluded.due ELSE c.due END,
        due_at = greatest(c.due_at, excluded.due_at),
        paused = CASE WHEN (excluded.paused_at, excluded.paused)
                > (c.paused_at, coalesce(c.paused, false))
            THEN excluded.paused ELSE c.paused END,
        paused_at = greatest(c.paused_at, excluded.paused_at),
        ended = CASE WHEN (excluded.ended_at, excluded.ended)
                > (c.ended_at, coalesce(c.ended, '-infinity'))
            THEN excluded.ended ELSE c.ended END,
        how = CASE WHEN (excluded.ended_at, excluded.ended)
                > (c.ended_at, coalesce(c.ended, '-infinity'))
            THEN excluded.how ELSE c.how END,
        ended_at = greatest(c.ended_at, excluded.ended_at)";

const VISITS: &str = "INSERT INTO hub.visits AS v (org, visit, day, ended, ended_at)
    SELECT $1, * FROM unnest($2::uuid[], $3::date[], $4::text[], $5::bigint[])
    ON CONFLICT (org, visit) DO UPDATE SET
        day = least(v.day, excluded.day),
        ended = CASE WHEN (excluded.ended_at, excluded.ended) < (v.ended_at, v.ended)
            THEN excluded.ended ELSE v.ended END,
        ended_at = least(v.ended_at, excluded.ended_at)";

const RATINGS: &str = "INSERT INTO hub.ratings AS r (org, errand, day, level, level_at, unrated,
        left_score)
    SELECT $1, * FROM unnest($2::uuid[], $3::date[], $4::smallint[], $5::bigint[], $6::boolean[],
        $7::boolean[])
    ON CONFLICT (org, errand) DO UPDATE SET
        day = least(r.day, excluded.day),
        level = CASE WHEN (excluded.level_at, excluded.level) < (r.level_at, r.level)
            THEN excluded.level ELSE r.level END,
        level_at = least(r.level_at, excluded.level_at),
        unrated = r.unrated OR excluded.unrated,
        left_score = r.left_score OR excluded.left_score";

const CUSTODY: &str = "INSERT INTO hub.case_directory AS d (org, case_id, custody, since)
    SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bigint[])
    ON CONFLICT (org, case_id) DO UPDATE SET custody = excluded.custody, since = excluded.since
        WHERE (excluded.custody, excluded.since) > (d.custody, d.since)";

/// Adds figures to an organisation's. Rows are written in the order of their keys, so that two
/// connections wait for each other and never both.
pub(in crate::sync::hub) fn add(
    change: &mut Transaction<'_>,
    org: i64,
    figures: &Figures,
) -> Result<(), HubError> {
    add_cases(change, org, figures)?;
    add_visits(change, org, figures)?;
    add_ratings(change, org, figures)?;
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
    let came: Vec<Option<NaiveDate>> = cases().map(|c| c.came).collect();
    let accepted: Vec<Option<NaiveDate>> = cases().map(|c| c.accepted).collect();
    let dues: Vec<Option<NaiveDate>> = cases().map(|c| c.due.map(|(_, day)| day)).collect();
    let due_at: Vec<i64> = cases().map(|c| latest(c.due.map(|(at, _)| at))).collect();
    let paused: Vec<Option<bool>> = cases().map(|c| c.paused.map(|(_, still)| still)).collect();
    let paused_at: Vec<i64> = cases()
        .map(|c| latest(c.paused.map(|(at, _)| at)))
        .collect();
    let ended: Vec<Option<NaiveDate>> = cases().map(|c| c.ended.map(|(_, day, _)| day)).collect();
    let how: Vec<Option<&str>> = cases()
        .map(|c| c.ended.map(|(_, _, end)| end.word()))
        .collect();
    let ended_at: Vec<i64> = cases()
        .map(|c| latest(c.ended.map(|(at, _, _)| at)))
        .collect();
    change.execute(
        CASES,
        &[
            &org, &ids, &numbers, &matters, &centres, &came, &accepted, &dues, &due_at, &paused,
            &paused_at, &ended, &how, &ended_at,
        ],
    )?;
    Ok(())
}

fn add_visits(change: &mut Transaction<'_>, org: i64, figures: &Figures) -> Result<(), HubError> {
    if figures.visits.is_empty() {
        return Ok(());
    }
    let visits = || figures.visits.values();
    let ids: Vec<Uuid> = figures.visits.keys().map(|visit| visit.0).collect();
    let days: Vec<Option<NaiveDate>> = visits().map(|v| v.day).collect();
    let ended: Vec<Option<&str>> = visits()
        .map(|v| v.ended.map(|(_, end)| end.word()))
        .collect();
    let ended_at: Vec<i64> = visits()
        .map(|v| earliest(v.ended.map(|(at, _)| at)))
        .collect();
    change.execute(VISITS, &[&org, &ids, &days, &ended, &ended_at])?;
    Ok(())
}

fn add_ratings(change: &mut Transaction<'_>, org: i64, figures: &Figures) -> Result<(), HubError> {
    if figures.ratings.is_empty() {
        return Ok(());
    }
    let ratings = || figures.ratings.values();
    let ids: Vec<Uuid> = figures.ratings.keys().map(|errand| errand.0).collect();
    let days: Vec<Option<NaiveDate>> = ratings().map(|r| r.day).collect();
    let levels: Vec<Option<i16>> = ratings()
        .map(|r| r.given.map(|(_, level)| level.into()))
        .collect();
    let level_at: Vec<i64> = ratings()
        .map(|r| earliest(r.given.map(|(at, _)| at)))
        .collect();
    let unrated: Vec<bool> = ratings().map(|r| r.unrated).collect();
    let excluded: Vec<bool> = ratings().map(|r| r.excluded).collect();
    let values: [&(dyn postgres::types::ToSql + Sync); 7] =
        [&org, &ids, &days, &levels, &level_at, &unrated, &excluded];
    change.execute(RATINGS, &values)?;
    Ok(())
}

fn clock(hlc: u64) -> i64 {
    i64::try_from(hlc).unwrap_or(i64::MAX)
}

/// Returns a time of what the latest of counts; 0 for none.
fn latest(at: Option<Hlc>) -> i64 {
    at.map_or(0, |at| clock(at.0))
}

/// Returns a time of what the first of counts; beyond all others for none.
fn earliest(at: Option<Hlc>) -> i64 {
    at.map_or(i64::MAX, |at| clock(at.0).min(i64::MAX - 1))
}
