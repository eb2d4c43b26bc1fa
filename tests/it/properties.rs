//! Whatever people press, in whatever order and with whatever clock: the books balance.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use rusqlite::Connection;
use serde_json::Value;
use serde_json::json;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::time::Seconds;
use yizhan::domain::time::UtcMs;
use yizhan::domain::visit::Step;
use yizhan::domain::visit::VisitEnd;
use yizhan::domain::visit::VisitState;
use yizhan::domain::visit::next_state;
use yizhan::ops::Error;
use yizhan::ops::VERBS;
use yizhan::ops::Who;
use yizhan::ops::read::Span;

use crate::support::TrialHall;
use crate::support::matters;
use crate::support::raw;

/// One press: which verb, two dice for its fields, whose hand, and how far the clock goes.
type Press = (usize, u8, u8, u8, i64);

fn presses() -> impl Strategy<Value = Vec<Press>> {
    // The verbs of a service come oftener, or hardly any visit would get far.
    let verb = prop_oneof![
        3 => select_words(&hall_verbs()),
        1 => select_words(crate::path_fields::VERBS),
        4 => select_words(&["take_ticket", "call_next", "start_service", "finish_errand", "end_visit"]),
        2 => select_words(&["open_window", "post_staff", "quick_serve", "accept_case", "transfer"]),
        1 => select_words(&["miss", "rejoin", "park", "resume", "call_ticket", "put_back", "rate", "add_errand",
            "go_away", "come_back"]),
        1 => select_words(&["pause_window", "resume_window", "rating_timeout", "complete_case", "save_people",
            "merge_people", "mark_credit"]),
    ];
    let step = prop_oneof![
        40 => 0..600_i64,
        6 => Just(0),
        3 => -900..0_i64,
        1 => 40_000..90_000_i64,
        1 => -90_000..-40_000_i64,
    ];
    vec((verb, any::<u8>(), any::<u8>(), 0..20_u8, step), 40..140)
}

/// Verbs that need another site, or a task of a night; `custody` walks them over two stores.
const OF_SITES: &[&str] = &[
    "share_case",
    "move_shared",
    "note_shared",
    "set_shared_field",
    "hand_custody",
    "take_custody",
    "resolve_conflict",
    "close_task",
    // A whole report of the store: the tests of results walk it.
    "post_results",
    // Those of the tree: the ceremony on two stores walks them.
    "place_site",
    "enrol_site",
    "rotate_keys",
    "revoke_key",
    // Errands by proxy and matters that are raised: the scenarios of a pair of sites walk them.
    "give_mandate",
    "step_mandate",
    "hand_in",
    "accept_bundle",
    "hand_papers",
    "confirm_papers",
    "lose_paper",
    "find_paper",
    "stop_mandate",
    "renew_mandate",
    "charge_mandate",
    "raise_matter",
    "answer_raised",
    "tell_raised",
    // Service days are a village's.
    "set_service_days",
    "check_in",
    "check_out",
    "miss_day",
    // The problem register has dice of its own.
    "register_problem",
    "take_problem",
    "consult_problem",
    "progress_problem",
    "reply_problem",
    "fix_problem",
    "visit_problem",
    "sign_problem",
    "close_problem",
    "link_problem",
    // The hotline: its scenarios walk it, over a pair of sites too.
    "take_call",
    "answer_call",
    "send_job",
    "miss_visit",
    "finish_job",
    "tell_caller",
    "charge_job",
    // Those of a bad rating's follow-up: the scenarios of B1 to B7 walk them.
    "rate_late",
    // The village's: the scenarios over a pair of sites walk them.
    "rate_mandate",
    "take_ratings",
    // Ratings that staff take down: the scenarios of the channels walk them.
    "phone_rating",
    "key_rating",
    "settle_rating",
    "contact_rater",
    "ledger_followup",
    "fix_followup",
    "call_back",
    "sign_followup",
    "close_followup",
    "appeal_rating",
    "decide_appeal",
    "tell_rater",
    "flag_retaliation",
    "tell_retaliation",
    "reveal_rater",
    // Score sheets: the scenarios of S4 and A1 to A3 walk them.
    "open_sheet",
    "score_act",
    "key_scores",
    "settle_scores",
    "correct_score",
    "close_sheet",
    "appeal_score",
    "decide_score",
    // Meetings that judge: their scenarios and `meetings` walk them.
    "call_meeting",
    "call_off_meeting",
    "open_meeting",
    "sign_in_rater",
    "open_voting",
    "key_ballots",
    "withdraw_ballot",
    "settle_ballot",
    "count_meeting",
    "sign_meeting",
    // A leader's with another clock in the hand: `clock` walks it.
    "correct_clock",
];

/// Returns the verbs of the hall itself: all but those of a case's path.
fn hall_verbs() -> Vec<&'static str> {
    let all = VERBS.iter().map(|verb| verb.word);
    all.filter(|word| !crate::path_fields::VERBS.contains(word) && !OF_SITES.contains(word))
        .collect()
}

fn select_words(words: &[&str]) -> impl Strategy<Value = usize> + use<> {
    let at = |word: &&str| VERBS.iter().position(|verb| verb.word == *word).unwrap();
    proptest::sample::select(words.iter().map(at).collect::<Vec<_>>())
}

/// Returns fields for a verb, likely ones for most.
fn fields(db: &Connection, verb: &str, a: u8, b: u8) -> Value {
    let pick = |query: &str, of: u8| {
        let nth = format!(
            "SELECT x FROM ({query}) LIMIT 1 OFFSET {of} % max(1, (SELECT count(*) FROM ({query})))"
        );
        let text = format!("SELECT coalesce(cast(({nth}) AS TEXT), '')");
        db.query_row(&text, [], |row| row.get::<_, String>(0))
            .unwrap()
    };
    // Mostly what the verb wants, so that it is done; sometimes anything, so that it is refused.
    let wanted = match verb {
        _ if a.is_multiple_of(5) => "",
        "rejoin" => "missed",
        "resume" => "parked",
        "record_slip" => "issuing",
        "move_ticket" | "prioritise" | "call_ticket" => "waiting",
        "start_service" | "recall" | "miss" | "put_back" => "called",
        "finish_errand" | "end_visit" | "accept_case" | "transfer" | "park" | "end_service"
        | "add_errand" => "serving",
        _ => "",
    };
    let ticket = pick(
        &format!(
            "SELECT band || printf('%03d', count) AS x FROM visits WHERE band IS NOT NULL
             AND state <> 'ended' AND state LIKE '%{wanted}' ORDER BY day, band, count"
        ),
        b / 3,
    );
    let ticket = Some(ticket)
        .filter(|t| !t.is_empty())
        .unwrap_or("B001".to_owned());
    let busy = match verb {
        "end_emergency" => "SELECT window AS x FROM emergencies WHERE ended IS NULL".to_owned(),
        "resume_window" => "SELECT no AS x FROM windows WHERE state = 'paused'".to_owned(),
        _ => format!("SELECT window AS x FROM visits WHERE state = '{wanted}' ORDER BY window"),
    };
    let window: u8 = pick(&busy, a)
        .parse()
        .unwrap_or(1 + a % 3 + u8::from(a == 255));
    let away = pick(
        "SELECT no AS x FROM staff WHERE away_until IS NOT NULL ORDER BY no",
        a,
    );
    let person: u32 = match (verb, away.parse()) {
        ("come_back", Ok(away)) => away,
        _ => [11, 12, 13, 99, 77][usize::from(b % 5)],
    };
    let centre = ["social", "economy", "governance"][usize::from(b % 3)];
    let matter = ["M1", "SPOT", "M5", "OPEN", "NONE"][usize::from(b % 5)];
    let why = if b == 0 { "" } else { "原因" };
    let errand = || {
        let asked =
            "SELECT lower(hex(errand)) AS x FROM ratings ORDER BY state DESC, invited, window";
        let id = uuid::Uuid::parse_str(&pick(asked, b / 32)).unwrap_or_default();
        id.to_string()
    };
    match verb {
        "take_ticket" if a.is_multiple_of(8) => {
            json!({"centre": centre, "appointment": "10:00", "slip": "printed"})
        }
        "take_ticket" if a % 8 == 1 => {
            json!({"centre": centre, "priority": "elder", "slip": "no_paper"})
        }
        "take_ticket" if a % 8 == 2 => json!({"matter": matter}),
        "take_ticket" => json!({"centre": centre, "slip": "no_paper"}),
        "record_slip" => {
            json!({"ticket": ticket, "result": if b.is_multiple_of(4) { "failed" } else { "printed" }})
        }
        "call_next" | "recall" | "miss" | "start_service" | "end_visit" | "raise_emergency"
        | "resume_window" | "close_window" => json!({"window": window}),
        "call_ticket" => json!({"window": window, "ticket": ticket}),
        "rejoin" | "resume" => json!({"ticket": ticket}),
        "put_back" | "end_service" | "end_emergency" | "pause_window" => {
            json!({"window": window, "reason": why})
        }
        "quick_serve" | "add_errand" => {
            json!({"window": window, "matter": (b.is_multiple_of(2)).then_some(matter)})
        }
        "park" => json!({"window": window, "minutes": 1 + b % 30, "reason": why}),
        "transfer" if b.is_multiple_of(2) => {
            json!({"window": window, "to_window": 1 + b % 3, "keep_place": a.is_multiple_of(2), "come_back": true, "reason": why})
        }
        "transfer" => {
            json!({"window": window, "to_centre": centre, "come_back": a.is_multiple_of(2), "reason": why})
        }
        "move_ticket" => json!({"ticket": ticket, "to_centre": centre, "reason": why}),
        "prioritise" => {
            json!({"ticket": ticket, "priority": (b.is_multiple_of(2)).then_some("disabled"), "reason": why})
        }
        "accept_case" => {
            json!({"window": window, "matter": matter, "name": "王芳", "papers": if b % 6 == 5 { "1" } else { "all" }})
        }
        "finish_errand" => {
            json!({"window": window, "outcome": if b.is_multiple_of(2) { "advice" } else { "papers_missing" }})
        }
        "end_ticket" => {
            json!({"ticket": ticket, "end": VisitEnd::ALL[usize::from(b % 4)], "reason": why})
        }
        "complete_case" => {
            json!({"case": pick("SELECT number AS x FROM cases ORDER BY state DESC, n", b / 64)})
        }
        "open_window" => json!({"window": window, "staff": person}),
        "post_staff" | "unpost_staff" | "come_back" => json!({"staff": person}),
        "go_away" => {
            json!({"staff": person, "place": "村里", "until": "23:00", "stand_in": (a.is_multiple_of(2)).then_some(13)})
        }
        "rate" => json!({"errand": errand(), "level": 1 + b % 5, "reasons": ["wait"]}),
        "rating_timeout" => json!({"errand": errand()}),
        "close_doors" => json!({}),
        "night_close" => json!({}),
        "save_staff" => {
            json!({"staff": person, "name": "李四", "role": if person == 99 { "leader" } else { "clerk" }})
        }
        "save_window" => json!({"window": window, "centres": centre, "regular": 11}),
        "save_people" => {
            let name = ["王芳", "张三丰", "单三"][usize::from(b % 3)];
            let number = (a.is_multiple_of(2)).then_some("11010519491231002X");
            json!({"people": [{"name": name, "number": number.unwrap_or_default(),
                "phone": if a.is_multiple_of(3) { "13800000000" } else { "" }, "village": "柳树庄"}]})
        }
        "merge_people" => {
            let people = "SELECT lower(hex(id)) AS x FROM people ORDER BY n";
            json!({"keep": pick(people, a), "drop": pick(people, b), "reason": why})
        }
        "reveal_person" => {
            json!({"person": pick("SELECT lower(hex(id)) AS x FROM people ORDER BY n", a), "reason": why})
        }
        "mark_credit" => {
            json!({"person": pick("SELECT lower(hex(id)) AS x FROM people ORDER BY n", a),
                "unrepaired": b.is_multiple_of(2), "reason": why, "source": "信用平台"})
        }
        "save_matters" => matters(),
        other => {
            let cases = "SELECT number AS x FROM cases ORDER BY done_day IS NOT NULL, n";
            let one = |table: &str| {
                pick(
                    &format!("SELECT number AS x FROM {table} ORDER BY number"),
                    b,
                )
            };
            let numbers = [
                pick(cases, b / 16),
                one("hards"),
                one("noes"),
                one("bookings"),
            ];
            crate::path_fields::fields(other, a, b, window, &numbers)
        }
    }
}

fn who(verb: &str, hand: u8) -> Who {
    match (verb, hand) {
        ("rate" | "rating_timeout", 0..=15) => Who::Resident,
        (
            "move_ticket" | "end_service" | "merge_people" | "reveal_person" | "mark_credit",
            0..=15,
        ) => Who::Staff(StaffNo(99)),
        (verb, 0..=12) if crate::path_fields::VERBS.contains(&verb) => Who::Staff(StaffNo(99)),
        (_, 0..=12) => Who::System,
        (_, 13..=15) => Who::Staff(StaffNo(99)),
        (_, 16) => Who::Staff(StaffNo(11)),
        (_, 17) => Who::Staff(StaffNo(12)),
        (_, 18) => Who::Staff(StaffNo(77)),
        _ => Who::Resident,
    }
}

/// Returns what a query finds wrong, one line each; good queries find nothing.
fn wrong(db: &Connection, query: &str) -> Vec<String> {
    let mut statement = db.prepare(query).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let values = (0..columns).map(|i| row.get::<_, rusqlite::types::Value>(i));
        Ok(format!("{:?}", values.collect::<Vec<_>>()))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// What holds after every single press.
const ALWAYS: &[(&str, &str)] = &[
    (
        "a window has one visit at most",
        "SELECT window, count(*) FROM visits WHERE state IN ('called', 'serving')
         GROUP BY window HAVING count(*) > 1",
    ),
    (
        "whoever is called or served is at an open window, with somebody",
        "SELECT v.state, v.band, v.count, w.no, w.state FROM visits v
         LEFT JOIN windows w ON w.no = v.window
         WHERE v.state IN ('called', 'serving') AND (w.state IS NOT 'open' OR w.staff IS NULL)",
    ),
    (
        "nobody sits at two windows",
        "SELECT staff, count(*) FROM windows WHERE state <> 'closed' GROUP BY staff HAVING count(*) > 1",
    ),
    (
        "an errand goes on only while its visit is served, one at a time",
        "SELECT e.visit, count(*), v.state FROM errands e JOIN visits v ON v.id = e.visit
         WHERE e.end IS NULL GROUP BY e.visit HAVING count(*) > 1 OR v.state <> 'serving'",
    ),
    (
        "the periods of a visit that is over add up to all of it",
        "SELECT v.id, v.ended - v.issued, sum(p.end - p.start) FROM visits v
         LEFT JOIN periods p ON p.visit = v.id WHERE v.state = 'ended' GROUP BY v.id
         HAVING coalesce(sum(p.end - p.start), 0) IS NOT v.ended - v.issued",
    ),
    (
        "what is over has an end, and nothing else has",
        "SELECT id, state, end FROM visits WHERE (state = 'ended') <> (end IS NOT NULL)",
    ),
];

/// What holds when the last day is closed.
const AT_NIGHT: &[(&str, &str)] = &[
    (
        "every visit ended in exactly one of four ways",
        "SELECT id, state, end FROM visits
         WHERE state <> 'ended' OR end NOT IN ('served', 'left', 'no_show', 'moved')",
    ),
    (
        "each period begins where the one before ended, the first with the visit",
        "SELECT p.visit, p.n, p.start FROM periods p JOIN visits v ON v.id = p.visit
         LEFT JOIN periods q ON q.visit = p.visit AND q.n = p.n - 1
         WHERE p.start <> coalesce(q.end, v.issued) OR (p.n > 0 AND q.n IS NULL) OR p.end < p.start",
    ),
    ("every question was answered or timed out", "SELECT errand FROM ratings WHERE state = 'invited'"),
    (
        "who ended an errand was asked once",
        "SELECT e.id, e.outcome FROM errands e LEFT JOIN ratings r ON r.errand = e.id
         WHERE (r.errand IS NULL) <> (e.outcome IN ('transferred', 'forgotten'))",
    ),
    ("no errand goes on", "SELECT id FROM errands WHERE end IS NULL"),
    ("no window is open", "SELECT no FROM windows WHERE state <> 'closed'"),
    ("nobody is posted", "SELECT no FROM staff WHERE posted IS NOT NULL"),
];

/// Whether one state may follow another in the periods of a visit.
fn may_follow(from: &str, to: &str) -> bool {
    let state = |word| VisitState::from_word(word).unwrap();
    let steps = [
        Step::Issue,
        Step::Call,
        Step::Miss,
        Step::Rejoin,
        Step::Start,
        Step::Park,
        Step::Resume,
        Step::Transfer,
        Step::PutBack,
        Step::End(VisitEnd::Served),
    ];
    let served_without_a_number = (from, to) == ("issuing", "serving");
    served_without_a_number
        || steps
            .iter()
            .any(|step| next_state(state(from), *step) == Some(state(to)))
}

/// Posts everybody and opens the windows, as far as they let themselves be.
fn morning(t: &mut TrialHall) {
    for staff in [11, 12, 13, 99] {
        let _ = t.perform("post_staff", json!({"staff": staff}), Who::System);
    }
    for (window, staff) in [(1, 11), (2, 12), (3, 99)] {
        let fields = json!({"window": window, "staff": staff});
        let _ = t.perform("open_window", fields, Who::System);
    }
}

/// The figures of every day hold all the time its visits took: nothing is dropped, nothing counted
/// twice, and what does not count in a mean is still there.
fn figures_are_whole(t: &TrialHall, db: &Connection) -> Result<(), TestCaseError> {
    let mut days = db
        .prepare("SELECT day, sum(ended - issued), count(*) FROM visits GROUP BY day")
        .unwrap();
    let days: Vec<(String, i64, u64)> = days
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)? as u64))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (day, wanted, visits) in days {
        let figures = t.hall.day(day.parse().unwrap()).unwrap();
        let all = |spans: [Span; 4]| -> i64 {
            let each = spans.iter().map(|span| span.total_ms + span.inaccurate_ms);
            each.sum()
        };
        let hall = all([
            figures.waits,
            figures.calls,
            figures.services,
            figures.holds,
        ]);
        let centres = figures
            .centres
            .iter()
            .map(|c| all([c.waits, c.calls, c.services, c.holds]));
        prop_assert_eq!(hall, wanted, "the figures of {}", &day);
        prop_assert_eq!(
            centres.sum::<i64>(),
            wanted,
            "the centres' figures of {}",
            &day
        );
        let ends: u64 = figures.ends.iter().map(|(_, n)| n).sum();
        prop_assert_eq!((figures.visits, ends + figures.open), (visits, visits));
    }
    Ok(())
}

fn balanced(presses: &[Press]) -> Result<(), TestCaseError> {
    let mut t = TrialHall::staffed();
    morning(&mut t);
    let watch = raw(t.dir());
    let version = || -> i64 {
        watch
            .query_row("PRAGMA data_version", [], |row| row.get(0))
            .unwrap()
    };
    let mut latest = t.now;
    let mut seen_day = t.zone.day(t.now);
    for &(verb, a, b, hand, step) in presses {
        let verb = VERBS[verb].word;
        t.now = UtcMs(t.now.0 + step * 1_000 + i64::from(a));
        latest = latest.max(t.now);
        let day = t.zone.day(t.now);
        if day != seen_day && hand % 4 != 0 {
            morning(&mut t);
            seen_day = day;
        }
        // A question of an earlier day still at its pad: that day is closed by a later press.
        let asked = "SELECT errand FROM ratings WHERE state = 'invited' AND day < '{day}'";
        let late = !wrong(&watch, &asked.replace("{day}", &day.to_string())).is_empty();
        let before = version();
        let fields = fields(&watch, verb, a, b);
        match t.perform(verb, fields.clone(), who(verb, hand)) {
            Ok(_) => {}
            // The first press of a day closes the days before it, whatever comes of the press.
            Err(Error::Refused(_) | Error::Usage(_)) if day != seen_day || late => {}
            Err(Error::Refused(_) | Error::Usage(_)) => {
                prop_assert_eq!(version(), before, "{} was refused and wrote", verb);
            }
            Err(error) => return Err(TestCaseError::fail(format!("{verb} {fields}: {error}"))),
        }
        seen_day = day;
        for (rule, query) in ALWAYS {
            let found = wrong(&watch, query);
            prop_assert!(
                found.is_empty(),
                "after {verb} {fields}: not so that {rule}: {found:?}"
            );
        }
    }
    sound(&t)?;
    // Late enough that no question is still at its pad.
    t.now = latest.plus(Seconds::minutes(6));
    match t.perform("night_close", json!({}), Who::System) {
        Ok(_) => {}
        Err(Error::Refused(refusal)) => prop_assert_eq!(refusal.code(), "day_closed"),
        Err(error) => return Err(TestCaseError::fail(error.to_string())),
    }
    for (rule, query) in ALWAYS.iter().chain(AT_NIGHT) {
        let found = wrong(&watch, query);
        prop_assert!(found.is_empty(), "at night: not so that {rule}: {found:?}");
    }
    figures_are_whole(&t, &watch)?;
    let mut pairs = watch
        .prepare(
            "SELECT DISTINCT p.state, q.state FROM periods p
             JOIN periods q ON q.visit = p.visit AND q.n = p.n + 1",
        )
        .unwrap();
    let pairs: Vec<(String, String)> = pairs
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (from, to) in pairs {
        prop_assert!(may_follow(&from, &to), "{from} was followed by {to}");
    }
    sound(&t)?;
    t.hall.rebuild().unwrap();
    sound(&t)
}

/// The tables are those that the ledger folds to, in a fresh file.
fn sound(t: &TrialHall) -> Result<(), TestCaseError> {
    let report = t.verify();
    prop_assert!(report.ok, "{:#?}", report.problems);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if std::env::var_os("YIZHAN_LONG").is_some() { 2_000 } else { 64 },
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_pressed_the_books_balance(presses in presses()) {
        balanced(&presses)?;
    }
}

#[test]
fn the_dice_reach_every_verb_and_each_is_sometimes_done() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut done = std::collections::BTreeSet::new();
    for _ in 0..60 {
        let presses = presses().new_tree(&mut runner).unwrap().current();
        let mut t = TrialHall::staffed();
        morning(&mut t);
        let watch = raw(t.dir());
        for (verb, a, b, hand, step) in presses {
            let verb = VERBS[verb].word;
            t.now = UtcMs(t.now.0 + step.clamp(0, 600) * 1_000);
            let fields = fields(&watch, verb, a, b);
            if t.perform(verb, fields, who(verb, hand)).is_ok() {
                done.insert(verb);
            }
        }
    }
    let never: Vec<_> = VERBS
        .iter()
        .map(|v| v.word)
        // How far a single case gets by dice is small; the scenarios walk each of these verbs.
        .filter(|v| !crate::path_fields::VERBS.contains(v) && !OF_SITES.contains(v))
        .filter(|v| !done.contains(v))
        .collect();
    assert!(never.is_empty(), "never done: {never:?}");
}
