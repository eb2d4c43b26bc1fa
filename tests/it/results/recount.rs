//! What each figure is, said again in SQL that knows entries only: no table of the program, no code of
//! its own.

use std::collections::BTreeMap;

use serde_json::Value;
use yizhan::domain::measure::Indicator;

use crate::results::run;
use crate::support::TrialHall;

/// A figure in one month, as SQL counts it: n, of, total, most.
pub type Sums = BTreeMap<String, [i64; 4]>;

const DAY: &str = "date(wall_ms / 1000 + 28800, 'unixepoch')";

/// Says in SQL over entries what a figure is made of: month, whether it holds, what it amounts to.
fn sql(indicator: Indicator, working: &str) -> String {
    let field = |path: &str| format!("json_extract(CAST(e.body AS TEXT), '$.{path}')");
    let of =
        |alias: &str, path: &str| format!("json_extract(CAST({alias}.body AS TEXT), '$.{path}')");
    let month = |day: &str| format!("substr({day}, 1, 7)");
    let plain = |kind: u16, day: &str| {
        format!(
            "SELECT {} AS m, 1 AS h, 0 AS a FROM entries e WHERE kind = {kind}",
            month(day)
        )
    };
    let accepted = |holds: &str, amount: &str| {
        let m = month(&field("day"));
        format!("SELECT {m} AS m, {holds} AS h, {amount} AS a FROM entries e
             LEFT JOIN (SELECT entity, count(*) AS n FROM entries WHERE kind = 112 GROUP BY entity) s
                 ON s.entity = e.entity
             WHERE kind = 60")
    };
    let case = field("case");
    let returned = "e.entity IN (SELECT entity FROM entries WHERE kind = 111)";
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
            "SELECT substr(day, 1, 7) AS m, {holds} AS h, 0 AS a FROM (SELECT {} AS problem,
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
            "SELECT {} AS m, {} = 'served' AS h, 0 AS a FROM entries e WHERE kind = 42",
            month(DAY),
            field("end")
        ),
        Indicator::Wait => format!(
            "SELECT {} AS m, 1 AS h, (n.wall_ms - e.wall_ms) / 1000 AS a FROM entries e
             JOIN (SELECT entity, min(wall_ms) AS wall_ms FROM entries WHERE kind IN (32, 42)
                 GROUP BY entity) n ON n.entity = e.entity WHERE e.kind = 30",
            month(&field("day"))
        ),
        Indicator::Service => format!(
            "SELECT {} AS m, 1 AS h, (n.wall_ms - e.wall_ms) / 1000 AS a FROM entries e
             JOIN (SELECT entity, wall_ms FROM entries WHERE kind = 42) n ON n.entity = e.entity
             WHERE e.kind = 36",
            month(&DAY.replace("wall_ms", "e.wall_ms"))
        ),
        Indicator::Accepted => accepted("1", "0"),
        Indicator::OnTheSpot => accepted(&format!("{} IS NULL", field("promise")), "0"),
        Indicator::Ended => format!(
            "SELECT {} AS m, 1 AS h, 0 AS a FROM entries e
             WHERE kind IN (61, 113, 114, 115) OR (kind = 60 AND {} IS NULL)",
            month(DAY),
            field("promise")
        ),
        Indicator::OnTime => format!(
            "SELECT {} AS m, d.day <= {due} AND d.kind IN (61, 113) AS h, 0 AS a FROM entries e
             LEFT JOIN (SELECT entity, kind, {} AS day FROM entries WHERE kind IN (61, 113, 114)) d
                 ON d.entity = e.entity
             WHERE e.kind = 60 AND {due} IS NOT NULL
                 AND (d.kind IN (61, 113) OR ({due} < '2026-07-02' AND (d.kind IS NULL OR d.day > {due})))",
            month(&field("promise.due")),
            DAY,
            due = field("promise.due"),
        ),
        Indicator::FirstTime => accepted(&format!("NOT {returned}"), "0"),
        Indicator::Trips => accepted("1", trips),
        Indicator::Again => accepted(&format!("{trips} >= 2"), "0"),
        Indicator::Notices => plain(101, DAY),
        Indicator::Noes => plain(130, DAY),
        Indicator::Hards => format!(
            "SELECT {} AS m, e.entity IN (SELECT entity FROM entries WHERE kind = 143) AS h, 0 AS a FROM entries e WHERE kind = 140",
            month(DAY)
        ),
        Indicator::Rated => rated(
            "SELECT substr(i.day, 1, 7) AS m, 1 AS h, 0 AS a FROM g JOIN i USING (errand)
             WHERE g.errand NOT IN (SELECT errand FROM x)",
        ),
        Indicator::Good => rated(
            "SELECT substr(i.day, 1, 7) AS m, g.level >= 3 AS h, 0 AS a FROM g JOIN i USING (errand)
             WHERE g.errand NOT IN (SELECT errand FROM x)",
        ),
        Indicator::Answered => rated(
            "SELECT substr(i.day, 1, 7) AS m, g.errand IS NOT NULL AS h, 0 AS a FROM i
             LEFT JOIN g USING (errand) LEFT JOIN o ON o.errand = i.errand
             WHERE (g.errand IS NOT NULL OR o.errand IS NOT NULL)
                 AND i.errand NOT IN (SELECT errand FROM x)",
        ),
        Indicator::Unrated => rated(
            "SELECT substr(i.day, 1, 7) AS m, 1 AS h, 0 AS a FROM o JOIN i USING (errand)
             WHERE o.errand NOT IN (SELECT errand FROM g)",
        ),
        Indicator::Excluded => {
            rated("SELECT substr(i.day, 1, 7) AS m, 1 AS h, 0 AS a FROM x JOIN i USING (errand)")
        }
        Indicator::Contacted => orders(&format!(
            "SELECT substr(r.day, 1, 7) AS m, k.first <= k.due AS h, 0 AS a FROM (SELECT r.errand, r.day,
                 (SELECT min(d) FROM ({working}) WHERE d > r.day) AS due,
                 (SELECT min(hand) FROM f WHERE f.errand = r.errand
                     AND ((f.kind = 220 AND f.reached = 1) OR (f.kind = 223 AND f.answer IS NOT NULL)))
                     AS first
                 FROM r WHERE {named}) k JOIN r USING (errand)
             WHERE k.first IS NOT NULL OR k.due < '2026-07-02'"
        )),
        Indicator::CalledBack => orders(&format!(
            "SELECT substr(r.day, 1, 7) AS m, {called} AS h, 0 AS a FROM r WHERE {named}"
        )),
        Indicator::Solved => orders(&format!(
            "SELECT substr(r.day, 1, 7) AS m, {} AS h, 0 AS a FROM r",
            ending("solved")
        )),
        Indicator::Content => orders(&format!(
            "SELECT substr(r.day, 1, 7) AS m, (SELECT f.answer FROM f WHERE f.errand = r.errand
                 AND f.kind = 223 AND f.answer IS NOT NULL ORDER BY f.seq DESC LIMIT 1) = 'satisfied' AS h,
                 0 AS a FROM r WHERE {called}"
        )),
        Indicator::Reopened => orders(
            "SELECT substr(r.day, 1, 7) AS m, EXISTS (SELECT 1 FROM f u WHERE u.errand = r.errand AND (
                 (u.kind = 224 AND u.agreed = 0) OR (u.kind = 223 AND u.answer = 'unhappy' AND NOT EXISTS (
                     SELECT 1 FROM f s WHERE s.errand = r.errand AND s.kind = 224 AND s.agreed = 1
                         AND s.seq < u.seq AND s.seq > ifnull((SELECT max(b.seq) FROM f b
                             WHERE b.errand = r.errand AND b.kind = 222 AND b.seq < u.seq), 0))))) AS h,
                 0 AS a FROM r",
        ),
        Indicator::Explained => orders(&format!(
            "SELECT substr(r.day, 1, 7) AS m, 1 AS h, 0 AS a FROM r WHERE {}",
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

pub fn recounted(t: &TrialHall, indicator: Indicator, working: &str) -> Sums {
    let sql = format!(
        "SELECT m, sum(h), count(*), sum(CASE WHEN h THEN a ELSE 0 END), max(CASE WHEN h THEN a ELSE 0 END)
         FROM ({}) GROUP BY m",
        sql(indicator, working)
    );
    let (code, said) = run(t.dir(), &["query", "--json", &sql]);
    assert_eq!(code, 0, "{indicator:?}: {said}\n{sql}");
    let answer: Value = serde_json::from_str(&said).unwrap();
    let rows = answer["rows"].as_array().unwrap().iter();
    let number = |value: &Value| value.as_str().map_or(0, |n| n.parse().unwrap());
    rows.map(|row| {
        let sums = [1, 2, 3, 4].map(|column| number(&row[column]));
        (row[0].as_str().unwrap_or("none").to_owned(), sums)
    })
    .collect()
}

/// Adds the months of a span up.
pub fn summed(sums: &Sums, months: &[&str]) -> [i64; 4] {
    months
        .iter()
        .filter_map(|m| sums.get(*m))
        .fold([0; 4], |all, one| {
            [
                all[0] + one[0],
                all[1] + one[1],
                all[2] + one[2],
                all[3].max(one[3]),
            ]
        })
}
