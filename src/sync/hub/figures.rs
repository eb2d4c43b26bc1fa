//! What new entries add to the county's figures, as two statements.

use chrono::NaiveDate;
use postgres::Transaction;
use uuid::Uuid;

use crate::domain::county::Figures;
use crate::sync::hub::HubError;

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
        level3, level2, level1, unrated)
    SELECT $1, * FROM unnest($2::date[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
        $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
    ON CONFLICT (org, day) DO UPDATE SET
        tickets = d.tickets + excluded.tickets,
        served = d.served + excluded.served,
        invited = d.invited + excluded.invited,
        level5 = d.level5 + excluded.level5,
        level4 = d.level4 + excluded.level4,
        level3 = d.level3 + excluded.level3,
        level2 = d.level2 + excluded.level2,
        level1 = d.level1 + excluded.level1,
        unrated = d.unrated + excluded.unrated";

/// Adds figures to an organisation's. Rows are written in the order of their keys, so that two
/// connections wait for each other and never both.
pub(super) fn add(
    change: &mut Transaction<'_>,
    org: i64,
    figures: &Figures,
) -> Result<(), HubError> {
    add_cases(change, org, figures)?;
    add_days(change, org, figures)
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
    let dues: Vec<Option<NaiveDate>> = cases().map(|c| c.due.map(|(_, day)| day)).collect();
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
            &unrated,
        ],
    )?;
    Ok(())
}
