//! What each figure is, said again in SQL that knows entries only: no table of the program, no code of
//! its own.

use std::collections::BTreeMap;

use serde_json::Value;
use yizhan::domain::measure::Indicator;

use crate::results::run;
use crate::support::TrialHall;

/// A figure in one month or on one day, as SQL counts it: n, of, total, most.
pub type Sums = BTreeMap<String, [i64; 4]>;

const DAY: &str = "date(wall_ms / 1000 + 28800, 'unixepoch')";

/// On whom a case waited at the first night close that told it as late.
const RED: &str = "nights AS MATERIALIZED (SELECT CAST(body AS TEXT) AS body,
        CAST(body AS TEXT) ->> '$.day' AS day FROM entries WHERE kind = 170),
    red AS MATERIALIZED (SELECT replace(lamp ->> 'case', '-', '') AS name, min(day),
        lamp ->> 'cause' AS cause
    FROM (SELECT day, l.value AS lamp FROM nights, json_each(nights.body, '$.lamps') l)
    WHERE lamp ->> 'lamp' = 'red' AND lamp ->> 'delivery' IS NULL GROUP BY name)";

/// Says in SQL over entries what a figure is made of: its day, whether it holds, what it amounts to; of
/// a figure that is told by centre also the centre, and of a late case on whom it waits.
fn sql(indicator: Indicator, working: &str) -> String {
    let field = |path: &str| format!("json_extract(CAST(e.body AS TEXT), '$.{path}')");
    let of =
        |alias: &str, path: &str| format!("json_extract(CAST({alias}.body AS TEXT), '$.{path}')");
    let plain = |kind: u16, day: &str| {
        format!(
            "SELECT {day} AS on_day, 1 AS h, 0 AS a, {} AS centre FROM entries e WHERE kind = {kind}",
            field("centre")
        )
    };
    let accepted = |holds: &str, amount: &str| {
        let (day, centre) = (field("day"), field("centre"));
        format!("SELECT {day} AS on_day, {holds} AS h, {amount} AS a, {centre} AS centre FROM entries e
             LEFT JOIN (SELECT entity, count(*) AS n FROM entries WHERE kind = 112 GROUP BY entity) s
                 ON s.entity = e.entity
             WHERE kind = 60")
    };
    let case = field("case");
    let returned = "e.entity IN (SELECT entity FROM entries WHERE kind = 111)";
    let holds = format!(
        "SELECT entity, max(seq), CASE WHEN kind = 111 THEN 'resident' WHEN kind = 112 THEN 'us'
             ELSE replace({}, 'office', 'other_office') END AS cause FROM entries e
         WHERE kind IN (105, 111, 112) GROUP BY entity",
        field("to.at")
    );
    let exact = format!("ifnull({}, 'exact') = 'exact'", field("accuracy"));
    let trips = "1 + ifnull(s.n, 0)";
    let named = "(r.errand IN (SELECT errand FROM c) OR r.errand IN (SELECT errand FROM nt))";
    let orders = |select: &str| {
        let (errand, rated) = (field("errand"), of("g", "errand"));
        format!(
            "WITH r AS MATERIALIZED (SELECT {rated} AS errand, {} AS day FROM entries g WHERE g.kind = 71
                    AND {} <= 2),
                c AS MATERIALIZED (SELECT {errand} AS errand FROM entries e WHERE e.kind = 60),
                nt AS MATERIALIZED (SELECT {errand} AS errand FROM entries e WHERE e.kind = 101),
                f AS MATERIALIZED (SELECT kind, seq, {errand} AS errand, {} AS answer, {} AS reached,
                    {} AS hand, {} AS ending, {} AS agreed
                    FROM entries e WHERE kind BETWEEN 220 AND 225)
             {select}",
            DAY.replace("wall_ms", "g.wall_ms"),
            of("g", "level"),
            field("answer"),
            field("reached"),
            field("hand.day"),
            field("ending"),
            field("agreed"),
        )
    };
    let ending = |word: &str| {
        format!(
            "EXISTS (SELECT 1 FROM f WHERE f.errand = r.errand AND f.kind = 225 AND f.ending = '{word}')"
        )
    };
    let called = "EXISTS (SELECT 1 FROM f WHERE f.errand = r.errand AND f.kind = 223 AND f.answer IS NOT NULL)";
    let rated = |select: &str| {
        format!(
            "WITH i AS MATERIALIZED (SELECT {0} AS errand, {1} AS day FROM entries e WHERE kind = 70),
                g AS MATERIALIZED (SELECT {0} AS errand, {2} AS level FROM entries e WHERE kind = 71),
                o AS MATERIALIZED (SELECT {0} AS errand FROM entries e WHERE kind = 72),
                x AS MATERIALIZED (SELECT {0} AS errand FROM entries e WHERE kind = 227 AND {3} = 1)
             {select}",
            field("errand"),
            field("day"),
            field("level"),
            field("excluded"),
        )
    };
    let registered = |holds: &str, which: &str| {
        format!(
            "SELECT day AS on_day, {holds} AS h, 0 AS a FROM (SELECT {} AS problem,
                 {} AS class, {} AS day, (SELECT min(d) FROM ({working})
                     WHERE d >= date({}, '+15 days')) AS due FROM entries e WHERE kind = 240) p {which}",
            field("problem"),
            field("class"),
            field("hand.day"),
            field("hand.day"),
        )
    };
    let closed = |ending: &str| {
        format!(
            "SELECT {} FROM entries e WHERE kind = 241 AND {} = '{ending}'",
            field("problem"),
            field("ending")
        )
    };
    match indicator {
        Indicator::Visits => plain(30, &field("day")),
        Indicator::Served => format!(
            "WITH v AS MATERIALIZED (SELECT entity, {} AS day FROM entries e WHERE kind = 30)
             SELECT v.day AS on_day, {} = 'served' AS h, 0 AS a FROM entries e
             JOIN v ON v.entity = e.entity WHERE kind = 42",
            field("day"),
            field("end")
        ),
        // Who is served without a number waits for nothing; min() takes its row's other columns along.
        Indicator::Wait => format!(
            "WITH n AS MATERIALIZED (SELECT entity, min(wall_ms) AS wall_ms, {exact} AS exact
                 FROM entries e WHERE kind IN (32, 42) GROUP BY entity)
             SELECT {} AS on_day, n.exact AS h, (n.wall_ms - e.wall_ms) / 1000 AS a, {} AS centre
             FROM entries e JOIN n ON n.entity = e.entity WHERE e.kind = 30 AND {} <> 'quick'",
            field("day"),
            field("centre"),
            field("entrance.by")
        ),
        Indicator::Service => format!(
            "WITH n AS MATERIALIZED (SELECT entity, wall_ms, {exact} AS exact FROM entries e
                 WHERE kind = 42),
                 v AS MATERIALIZED (SELECT entity, {} AS centre FROM entries e WHERE kind = 30)
             SELECT {} AS on_day, n.exact AS h, (n.wall_ms - e.wall_ms) / 1000 AS a, v.centre
             FROM entries e
             JOIN n ON n.entity = e.entity JOIN v ON v.entity = e.entity WHERE e.kind = 36",
            field("centre"),
            DAY.replace("wall_ms", "e.wall_ms")
        ),
        Indicator::Accepted => accepted("1", "0"),
        Indicator::OnTheSpot => accepted(&format!("{} IS NULL", field("promise")), "0"),
        Indicator::Ended => format!(
            "SELECT {DAY} AS on_day, 1 AS h, 0 AS a FROM entries e
             WHERE kind IN (61, 113, 114, 115) OR (kind = 60 AND {} IS NULL)",
            field("promise")
        ),
        Indicator::OnTime => format!(
            "WITH d AS MATERIALIZED (SELECT entity, kind, {DAY} AS day FROM entries
                 WHERE kind IN (61, 113, 114)),
             now AS MATERIALIZED ({holds}), {red}
             SELECT {} AS on_day, d.day <= {due} AND d.kind IN (61, 113) AS h, 0 AS a, {} AS centre,
                 coalesce(red.cause, iif(d.kind IS NULL, now.cause, NULL), 'us') AS why
             FROM entries e
             LEFT JOIN d ON d.entity = e.entity LEFT JOIN now ON now.entity = e.entity
             LEFT JOIN red ON red.name = lower(hex(e.entity))
             WHERE e.kind = 60 AND {due} IS NOT NULL
                 AND (d.kind IN (61, 113) OR ({due} < '2026-07-02' AND (d.kind IS NULL OR d.day > {due})))",
            field("promise.due"),
            field("centre"),
            due = field("promise.due"),
            red = RED,
        ),
        Indicator::LateResident
        | Indicator::LateOtherOffice
        | Indicator::LateLeader
        | Indicator::LateUs => format!(
            "SELECT on_day, 1 AS h, 0 AS a FROM ({}) WHERE h IS NOT 1 AND why = '{}'",
            sql(Indicator::OnTime, working),
            indicator.cause().map_or("none", |cause| cause.word())
        ),
        Indicator::FirstTime => accepted(&format!("NOT {returned}"), "0"),
        Indicator::Trips => accepted("1", trips),
        Indicator::Again => accepted(&format!("{trips} >= 2"), "0"),
        Indicator::Notices => plain(101, DAY),
        Indicator::Noes => plain(130, DAY),
        Indicator::Hards => format!(
            "SELECT {DAY} AS on_day, e.entity IN (SELECT entity FROM entries WHERE kind = 143) AS h,
                 0 AS a FROM entries e WHERE kind = 140"
        ),
        Indicator::Rated => rated(
            "SELECT i.day AS on_day, 1 AS h, 0 AS a FROM g JOIN i USING (errand)
             WHERE g.errand NOT IN (SELECT errand FROM x)",
        ),
        Indicator::Good => rated(
            "SELECT i.day AS on_day, g.level >= 3 AS h, 0 AS a FROM g JOIN i USING (errand)
             WHERE g.errand NOT IN (SELECT errand FROM x)",
        ),
        Indicator::Answered => rated(
            "SELECT i.day AS on_day, g.errand IS NOT NULL AS h, 0 AS a FROM i
             LEFT JOIN g USING (errand) LEFT JOIN o ON o.errand = i.errand
             WHERE (g.errand IS NOT NULL OR o.errand IS NOT NULL)
                 AND i.errand NOT IN (SELECT errand FROM x)",
        ),
        Indicator::Unrated => rated(
            "SELECT i.day AS on_day, 1 AS h, 0 AS a FROM o JOIN i USING (errand)
             WHERE o.errand NOT IN (SELECT errand FROM g)",
        ),
        Indicator::Excluded => {
            rated("SELECT i.day AS on_day, 1 AS h, 0 AS a FROM x JOIN i USING (errand)")
        }
        Indicator::Contacted => orders(&format!(
            "SELECT r.day AS on_day, k.first <= k.due AS h, 0 AS a FROM (SELECT r.errand, r.day,
                 (SELECT min(d) FROM ({working}) WHERE d > r.day) AS due,
                 (SELECT min(hand) FROM f WHERE f.errand = r.errand
                     AND ((f.kind = 220 AND f.reached = 1) OR (f.kind = 223 AND f.answer IS NOT NULL)))
                     AS first
                 FROM r WHERE {named}) k JOIN r USING (errand)
             WHERE k.first IS NOT NULL OR k.due < '2026-07-02'"
        )),
        Indicator::CalledBack => orders(&format!(
            "SELECT r.day AS on_day, {called} AS h, 0 AS a FROM r WHERE {named}"
        )),
        Indicator::Solved => orders(&format!(
            "SELECT r.day AS on_day, {} AS h, 0 AS a FROM r",
            ending("solved")
        )),
        Indicator::Content => orders(&format!(
            "SELECT r.day AS on_day, (SELECT f.answer FROM f WHERE f.errand = r.errand
                 AND f.kind = 223 AND f.answer IS NOT NULL ORDER BY f.seq DESC LIMIT 1) = 'satisfied' AS h,
                 0 AS a FROM r WHERE {called}"
        )),
        Indicator::Reopened => orders(
            "SELECT r.day AS on_day, EXISTS (SELECT 1 FROM f u WHERE u.errand = r.errand AND (
                 (u.kind = 224 AND u.agreed = 0) OR (u.kind = 223 AND u.answer = 'unhappy' AND NOT EXISTS (
                     SELECT 1 FROM f s WHERE s.errand = r.errand AND s.kind = 224 AND s.agreed = 1
                         AND s.seq < u.seq AND s.seq > ifnull((SELECT max(b.seq) FROM f b
                             WHERE b.errand = r.errand AND b.kind = 222 AND b.seq < u.seq), 0))))) AS h,
                 0 AS a FROM r",
        ),
        Indicator::Explained => orders(&format!(
            "SELECT r.day AS on_day, 1 AS h, 0 AS a FROM r WHERE {}",
            ending("explained")
        )),
        Indicator::Problems => registered("1", ""),
        Indicator::ProblemsSolved => registered(&format!("problem IN ({})", closed("solved")), ""),
        Indicator::ProblemsExplained => {
            registered("1", &format!("WHERE problem IN ({})", closed("explained")))
        }
        Indicator::ProblemsOpen => registered(
            &format!(
                "problem NOT IN (SELECT {} FROM entries e WHERE kind = 241 AND {} = 'closed')",
                field("problem"),
                field("deed")
            ),
            "",
        ),
        Indicator::Replied => {
            let replied = format!(
                "SELECT {} AS problem, min({}) AS first FROM entries e
                 WHERE kind = 241 AND {} = 'replied' GROUP BY 1",
                field("problem"),
                field("hand.day"),
                field("deed")
            );
            registered(
                &format!("(SELECT first FROM ({replied}) q WHERE q.problem = p.problem) <= due"),
                &format!(
                    "WHERE class = 'criticism' AND (due < '2026-07-02'
                         OR problem IN (SELECT problem FROM ({replied})))"
                ),
            )
        }
    }
    .replace("{case}", &case)
}

/// What a figure is counted for; `BY_CENTRE` puts a word after the month.
pub const BY_MONTH: &str = "substr(on_day, 1, 7)";
pub const BY_DAY: &str = "on_day";
pub const BY_CENTRE: &str = "substr(on_day, 1, 7) || ' ' || centre";

pub fn recounted(t: &TrialHall, indicator: Indicator, working: &str, by: &str) -> Sums {
    let sql = format!(
        "SELECT {by} AS k, sum(h), count(*), sum(CASE WHEN h THEN a ELSE 0 END), max(CASE WHEN h THEN a ELSE 0 END)
         FROM ({}) GROUP BY k",
        sql(indicator, working)
    );
    let rows = queried(t, &sql).into_iter();
    rows.map(|row| {
        let sums = [1, 2, 3, 4].map(|column| number(&row[column]));
        (row[0].as_str().unwrap_or("none").to_owned(), sums)
    })
    .collect()
}

/// Counts ratings by month, window and what became of each: its level, 0 unrated, -1 excluded, -2 open.
pub fn levels(t: &TrialHall) -> Vec<(String, i64, i64, i64)> {
    let field = |path: &str| format!("json_extract(CAST(body AS TEXT), '$.{path}')");
    let sql = format!(
        "WITH g AS MATERIALIZED (SELECT {0} AS errand, {1} AS level FROM entries WHERE kind = 71),
             o AS MATERIALIZED (SELECT {0} AS errand FROM entries WHERE kind = 72),
             x AS MATERIALIZED (SELECT {0} AS errand FROM entries WHERE kind = 227 AND {2} = 1),
             i AS MATERIALIZED (SELECT {0} AS errand, {3} AS day, {4} AS window FROM entries
                 WHERE kind = 70)
         SELECT substr(day, 1, 7), window, CASE WHEN errand IN (SELECT errand FROM x) THEN -1
             WHEN level IS NOT NULL THEN level WHEN errand IN (SELECT errand FROM o) THEN 0 ELSE -2 END AS l,
             count(*) FROM i LEFT JOIN g USING (errand) GROUP BY 1, 2, 3",
        field("errand"),
        field("level"),
        field("excluded"),
        field("day"),
        field("window"),
    );
    let rows = queried(t, &sql).into_iter();
    rows.map(|row| {
        let month = row[0].as_str().unwrap().to_owned();
        (month, number(&row[1]), number(&row[2]), number(&row[3]))
    })
    .collect()
}

fn queried(t: &TrialHall, sql: &str) -> Vec<Value> {
    let (code, said) = run(t.dir(), &["query", "--json", sql]);
    assert_eq!(code, 0, "{said}\n{sql}");
    let answer: Value = serde_json::from_str(&said).unwrap();
    answer["rows"].as_array().unwrap().clone()
}

fn number(value: &Value) -> i64 {
    value.as_str().map_or(0, |n| n.parse().unwrap())
}

/// Adds up what was counted for some keys.
pub fn summed<K: AsRef<str>>(sums: &Sums, keys: &[K]) -> [i64; 4] {
    keys.iter()
        .filter_map(|key| sums.get(key.as_ref()))
        .fold([0; 4], |all, one| {
            [
                all[0] + one[0],
                all[1] + one[1],
                all[2] + one[2],
                all[3].max(one[3]),
            ]
        })
}
