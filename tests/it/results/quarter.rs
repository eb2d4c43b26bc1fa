//! A quarter of 20,000 visits, come as people came to a real intake desk, and every figure of its
//! months, of the quarter and of the year counted again by SQL that knows entries only.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::Value;
use serde_json::json;
use yizhan::domain::calendar::Calendar;
use yizhan::domain::measure::Indicator;
use yizhan::domain::night::Verdict;
use yizhan::domain::results::Results;
use yizhan::domain::time::UtcMs;
use yizhan::ops::Who;
use yizhan::ops::night::Unwatched;

use crate::results::later::Silent;
use crate::results::later::assert_ways;
use crate::results::parts::Parts;
use crate::results::parts::counted;
use crate::results::parts::told;
use crate::results::period;
use crate::results::recount::BY_MONTH;
use crate::results::recount::Sums;
use crate::results::recount::recounted;
use crate::results::recount::summed;
use crate::results::run;
use crate::results::village::Village;
use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::staff;

/// How many visits; fewer, with `YIZHAN_VISITS`, for whoever works on this test.
fn visits() -> usize {
    let told = std::env::var("YIZHAN_VISITS").ok();
    told.map_or(20_000, |n| n.parse().unwrap())
}

const CENTRES: [&str; 3] = ["economy", "social", "governance"];
/// Two windows for each centre, with clerks 21 to 26.
const WINDOWS: u16 = 6;

/// When people came, seconds of the day, and what for: nothing where the real rows are not at hand.
fn arrivals() -> Option<Vec<(i64, usize)>> {
    let Some(folder) = std::env::var_os("YIZHAN_REAL_DATA").map(PathBuf::from) else {
        eprintln!("left out: YIZHAN_REAL_DATA is not set, no quarter was simulated");
        return None;
    };
    let bytes = std::fs::read(folder.join("arrivals/municipal_intake_cases.csv")).unwrap();
    let sheet = yizhan::domain::sheet::Sheet::read(&bytes).unwrap();
    let column = |name| sheet.headers.iter().position(|head| head == name).unwrap();
    let (start, group) = (column("startdate"), column("group"));
    let rows = sheet.rows.iter().map(|row| {
        let clock = &row.cells[start][11..19];
        let parts: Vec<i64> = clock.split(':').map(|part| part.parse().unwrap()).collect();
        let seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
        let centre = match row.cells[group].as_str() {
            "Group 5" => 0,
            "" => 1,
            _ => 2,
        };
        // The desk was open longer than the hall: the same rush, pressed into its hours.
        (8 * 3600 + seconds * 8 * 3600 / 86_400, centre)
    });
    let rows: Vec<(i64, usize)> = rows.collect();
    assert_eq!(rows.len(), 698);
    Some(rows)
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Take,
    Call,
    Sit,
    End,
    Rate,
    Leave,
}

struct Guest {
    centre: usize,
    window: u16,
    ticket: String,
    errand: Value,
}

/// The hall at work.
pub struct Quarter {
    pub t: TrialHall,
    village: Village,
    /// The working day it is, counted from 0.
    pub no: usize,
    /// The last day there is.
    last: NaiveDate,
    guests: Vec<Guest>,
    /// Cases that go on: number, clerk, day it began.
    open: Vec<(String, u32, NaiveDate)>,
    /// Cases with another office, and the day they went there.
    elsewhere: Vec<(String, NaiveDate)>,
    /// Cases sent back for a paper.
    wanting: Vec<String>,
    hards: Vec<Value>,
    problems: Vec<(String, NaiveDate)>,
    ended: usize,
    /// Errands whose residents did not answer at the window.
    pub silent: Vec<Silent>,
}

pub fn clerk(window: u16) -> u32 {
    20 + u32::from(window)
}

impl Quarter {
    fn new() -> Quarter {
        let mut t = TrialHall::furnished_in_memory();
        t.at("2026-04-01 07:00");
        for window in 1..=WINDOWS {
            let no = clerk(window);
            t.must(
                "save_staff",
                json!({"staff": no, "name": format!("窗口{window}"), "role": "clerk"}),
            );
            let centre = CENTRES[usize::from(window - 1) / 2];
            t.must(
                "save_window",
                json!({"window": window, "centres": centre, "regular": no}),
            );
        }
        let village = Village::below(&mut t);
        Quarter {
            t,
            village,
            no: 0,
            last: period("2026-Q2").last(),
            guests: Vec::new(),
            open: Vec::new(),
            elsewhere: Vec::new(),
            wanting: Vec::new(),
            hards: Vec::new(),
            problems: Vec::new(),
            ended: 0,
            silent: Vec::new(),
        }
    }

    fn at(&mut self, day: NaiveDate, seconds: i64) {
        let midnight = self.t.zone.midnight(day);
        self.t.now = UtcMs(midnight.0 + seconds * 1000);
    }

    fn day(&mut self, day: NaiveDate, comings: &[(i64, usize)]) {
        self.at(day, 7 * 3600 + 1800);
        self.t.must("post_staff", json!({"staff": LEADER}));
        for window in 1..=WINDOWS {
            let no = clerk(window);
            self.t.must("post_staff", json!({"staff": no}));
            self.t
                .must("open_window", json!({"window": window, "staff": no}));
        }
        let first = self.guests.len();
        let mut steps: Vec<(i64, usize, Step)> = Vec::new();
        let mut free = [8 * 3600; WINDOWS as usize];
        for (n, (at, centre)) in comings.iter().enumerate() {
            let guest = first + n;
            let windows = [2 * centre, 2 * centre + 1];
            let window = windows.into_iter().min_by_key(|w| free[*w]).unwrap();
            self.guests.push(Guest {
                centre: *centre,
                window: window as u16 + 1,
                ticket: String::new(),
                errand: Value::Null,
            });
            steps.push((*at, guest, Step::Take));
            if guest % 61 == 60 {
                // Goes home, and says so to nobody.
                continue;
            }
            if guest % 29 == 28 {
                steps.push((at + 900, guest, Step::Leave));
                continue;
            }
            let call = (at + 30).max(free[window]);
            let sit = call + 20 + (guest as i64 * 7) % 30;
            let end = sit + 60 + (guest as i64 * 37) % 150;
            free[window] = end + 5;
            steps.extend([
                (call, guest, Step::Call),
                (sit, guest, Step::Sit),
                (end, guest, Step::End),
                (
                    end + if guest.is_multiple_of(4) { 45 } else { 12 },
                    guest,
                    Step::Rate,
                ),
            ]);
        }
        let forgotten = self.forgotten();
        let last = |s: &&(i64, usize, Step)| {
            s.2 == Step::Sit && Some(self.guests[s.1].window) == forgotten
        };
        let last = steps.iter().filter(last).max().map(|(_, guest, _)| *guest);
        steps.retain(|(_, guest, step)| Some(*guest) != last || *step < Step::End);
        steps.sort_by_key(|(at, guest, step)| (*at, *step, *guest));
        for (at, guest, step) in &steps {
            self.at(day, *at);
            self.step(day, *guest, *step);
        }
        let last_step = steps.last().map_or(0, |step| step.0);
        self.at(day, last_step.max(17 * 3600));
        self.evening(day);
        if let (Some(guest), 7) = (last, self.no % 10) {
            let window = self.guests[guest].window;
            let end = json!({"window": window, "reason": "忘了按"});
            self.t.must_by("end_service", end, staff(LEADER));
        }
        self.night(day);
    }

    /// Returns the window at which somebody forgets to end the last service of this day.
    fn forgotten(&self) -> Option<u16> {
        (self.no % 5 == 2).then(|| [1, 2, 5, 6][self.no / 5 % 4])
    }

    /// The night as the program does it. Most nights go without the copy and the walk, which take
    /// long and write nothing; some, and the last one, are forgotten, and the day is closed when
    /// somebody begins the next one.
    fn night(&mut self, day: NaiveDate) {
        if self.no % 9 == 4 || day == self.last {
            return;
        }
        self.at(day, 22 * 3600 + 1800);
        if self.no == 20 {
            let now = self.t.now;
            let lease = self.t.hall.lease().unwrap();
            let night = self.t.hall.night(&lease, day, &|| now, &mut Unwatched);
            assert_eq!(night.unwrap().verdict(), Verdict::Done);
            return;
        }
        self.t.must("night_close", json!({"day": day}));
        self.village.night(&mut self.t);
    }

    fn step(&mut self, day: NaiveDate, n: usize, step: Step) {
        let (centre, window) = (CENTRES[self.guests[n].centre], self.guests[n].window);
        let by = staff(clerk(window));
        let ticket = self.guests[n].ticket.clone();
        match step {
            Step::Take => self.guests[n].ticket = self.t.ticket(centre),
            Step::Leave => {
                let gone = json!({"ticket": ticket, "end": "left", "reason": "走了"});
                self.t.must_by("end_ticket", gone, staff(LEADER));
            }
            Step::Call => {
                let call = json!({"window": window, "ticket": ticket});
                self.t.must_by("call_ticket", call, by);
            }
            Step::Sit => drop(
                self.t
                    .must_by("start_service", json!({"window": window}), by),
            ),
            Step::End => self.serve(day, n, window),
            Step::Rate => self.rate(n),
        }
    }

    fn serve(&mut self, day: NaiveDate, n: usize, window: u16) {
        let by = staff(clerk(window));
        let matter = ["M5", "M1", "D60"][self.guests[n].centre];
        let case = |matter: &str| {
            json!({"window": window, "matter": matter, "name": "王芳",
            "papers": "all", "phone": Silent::phone(n)})
        };
        let paper = (n % 41 == 7).then(|| self.wanting.pop()).flatten();
        if let Some(case) = paper {
            let fields = json!({"case": case, "papers": "申请书", "window": window});
            self.t.must_by("supply_papers", fields, by);
        }
        let done = match n % 20 {
            0..=8 => self.t.must_by("accept_case", case(matter), by),
            9..=12 => self.t.must_by("accept_case", case("SPOT"), by),
            13 => {
                let fields =
                    json!({"window": window, "matter": "M1", "name": "李四", "papers": "1"});
                self.t.must_by("give_notice", fields, by)
            }
            14 if n.is_multiple_of(3) => {
                let fields = json!({"window": window, "what": "社保", "reason": "不符合", "clause": "第三条"});
                self.t.must_by("say_no", fields, by)
            }
            15 if n.is_multiple_of(7) => {
                let fields = json!({"window": window, "what": "旧账", "blocked": "两家单位互推"});
                let done = self.t.must_by("hand_over", fields, by);
                self.hards.push(done["number"].clone());
                done
            }
            _ => self.t.must_by(
                "finish_errand",
                json!({"window": window, "outcome": "advice"}),
                by,
            ),
        };
        if n % 20 < 9 {
            let number = done["number"].as_str().unwrap().to_owned();
            self.open.push((number, clerk(window), day));
        }
        self.guests[n].errand = done["errand"].clone();
        self.t.must_by("end_visit", json!({"window": window}), by);
    }

    fn rate(&mut self, n: usize) {
        let errand = self.guests[n].errand.clone();
        if errand.is_null() {
            return;
        }
        if n.is_multiple_of(4) {
            // Of a pad that is switched off the night says that nobody answered.
            if n % 16 != 12 {
                let fields = json!({"errand": errand});
                self.t.must_by("rating_timeout", fields, Who::Resident);
            }
            self.silent.push(Silent::new(n, errand, self.no));
            return;
        }
        let level = match n % 50 {
            1 => 1,
            7 => 2,
            9..=15 => 3,
            16..=25 => 4,
            _ => 5,
        };
        let fields = json!({"errand": errand, "level": level, "reasons": "wait"});
        self.t.must_by("rate", fields, Who::Resident);
    }

    /// What becomes of cases, bad ratings and hard matters of the days before.
    fn evening(&mut self, day: NaiveDate) {
        let old = |began: &NaiveDate| (day - *began).num_days() >= 4;
        let (ready, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.open)
            .into_iter()
            .partition(|(case, _, began)| old(began) && !self.wanting.contains(case));
        self.open = rest;
        for (case, clerk, began) in ready {
            let n = self.ended;
            self.ended += 1;
            let by = staff(clerk);
            match n % 30 {
                // Done long after its day.
                0 | 1 if (day - began).num_days() < 20 => self.open.push((case, clerk, began)),
                2 => {
                    let fields = json!({"case": case, "reason": "不符合", "clause": "第三条"});
                    self.t.must_by("refuse_case", fields, by);
                }
                3 => drop(self.t.must_by("withdraw_case", json!({"case": case}), by)),
                // It waits for a paper that nobody brings.
                4..=7 if self.returned(&case, clerk) => {}
                // It lies with another office, or waits for a leader's word.
                4 if n % 90 > 4 => {
                    let mut fields = json!({"case": case, "reason": "会签"});
                    match n % 90 {
                        34 => fields["to_office"] = json!("民政局"),
                        _ => fields["to_leader"] = json!(true),
                    }
                    self.t.must_by("pass_case", fields, by);
                    if n % 90 == 34 {
                        self.elsewhere.push((case, day));
                    }
                }
                // Nobody sees to it.
                4 => {}
                _ => drop(self.t.must_by("complete_case", json!({"case": case}), by)),
            }
        }
        // What lay elsewhere was late by then, and is done.
        let back = |(_, passed): &(String, NaiveDate)| (day - *passed).num_days() >= 14;
        let (done, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.elsewhere)
            .into_iter()
            .partition(back);
        self.elsewhere = rest;
        for (case, _) in done {
            self.t
                .must_by("complete_case", json!({"case": case}), staff(LEADER));
        }
        self.send_back();
        self.follow_up(day);
        self.register(day);
        self.say_later();
        self.village.day(&mut self.t, self.no);
        while self.hards.len() > 3 {
            let hard = self.hards.remove(0);
            let fields = json!({"hard": hard, "end": "solved", "outcome": "办好"});
            self.t.must_by("close_hard", fields, staff(LEADER));
        }
    }

    /// Sends one of the younger cases back for a paper that its guide asks for.
    fn send_back(&mut self) {
        let younger = self.open.iter().rev().take(40);
        let younger: Vec<_> = younger
            .map(|(case, clerk, _)| (case.clone(), *clerk))
            .collect();
        for (case, clerk) in younger {
            if !self.wanting.contains(&case) && self.returned(&case, clerk) {
                self.wanting.push(case);
                return;
            }
        }
    }

    /// Sends a case back; one of a matter without that paper in its guide is refused.
    fn returned(&mut self, case: &str, clerk: u32) -> bool {
        let fields = json!({"case": case, "papers": "申请书", "reason": "没有签名"});
        self.t.perform("return_case", fields, staff(clerk)).is_ok()
    }

    /// A problem a day, and what becomes of those of the days before.
    fn register(&mut self, day: NaiveDate) {
        let n = self.problems.len();
        let class = ["common", "criticism", "hardship", "dispute"][n % 4];
        let fields =
            json!({"class": class, "text": "涵管堵了", "name": "王芳", "village": "杨树村"});
        let done = self.t.must_by("register_problem", fields, staff(31));
        let number = done["number"].as_str().unwrap().to_owned();
        self.problems.push((number, day));
        let of = |number: &str, mut fields: Value| {
            fields["problem"] = json!(number);
            fields
        };
        for (n, (number, began)) in self.problems.iter().enumerate() {
            let t = &mut self.t;
            let mut act = |verb: &str, fields: Value, who: u32| {
                // Whether it goes on, and is not repeated, is the register's to say.
                let _ = t.perform(verb, of(number, fields), staff(who));
            };
            match ((day - *began).num_days(), n % 7) {
                (_, 6) => {}
                (3..6, _) => {
                    act(
                        "take_problem",
                        json!({"staff": LEADER, "lead": true}),
                        LEADER,
                    );
                    act("progress_problem", json!({"text": "清了两处"}), 31);
                }
                (age, way)
                    if (age == 10 || age == 11 || age == 20 || age == 21)
                        && (way != 5 || age > 15) =>
                {
                    act("reply_problem", json!({"text": "已经去看了"}), 31);
                    let fields = json!({"evidence": "照片", "explained": way == 4});
                    act("fix_problem", fields, 31);
                    act("sign_problem", json!({}), LEADER);
                    act("visit_problem", json!({"answer": "satisfied"}), 32);
                    act("close_problem", json!({}), 32);
                }
                _ => {}
            }
        }
    }

    fn follow_up(&mut self, day: NaiveDate) {
        let orders = self.t.hall.followups(self.t.now, false).unwrap().lines;
        for order in &orders {
            let number = &order.number;
            // The same order goes the same way on each of its days.
            let n = number.bytes().map(usize::from).sum::<usize>();
            let (rated, fixer) = (order.staff.staff, 31);
            let do_it = |t: &mut TrialHall, verb: &str, mut fields: Value, who: u32| {
                fields["followup"] = json!(number);
                t.perform(verb, fields, staff(who)).map(drop)
            };
            let age = (day - order.day).num_days();
            let t = &mut self.t;
            // Some are called too late; some who were unhappy wait for ever.
            if n % 6 == 5 && age < 6 || order.round > 1 && n % 3 == 0 {
                continue;
            }
            let _ = do_it(t, "contact_rater", json!({"reached": n % 5 != 4}), fixer);
            if age >= 1 {
                let explained = n % 7 == 6;
                let fields = json!({"evidence": "已办好", "explained": explained});
                let _ = do_it(t, "fix_followup", fields, fixer);
            }
            if age >= 2 {
                let answer = if order.round == 1 && n % 4 == 3 {
                    "unhappy"
                } else {
                    "satisfied"
                };
                let _ = do_it(t, "sign_followup", json!({}), LEADER);
                let _ = do_it(t, "call_back", json!({"answer": answer}), 32);
                if n % 9 == 8 {
                    let _ = do_it(t, "appeal_rating", json!({"reason": "停电"}), rated.0);
                    let _ = do_it(
                        t,
                        "decide_appeal",
                        json!({"reason": "属实", "exclude": true}),
                        LEADER,
                    );
                    let _ = do_it(t, "tell_rater", json!({"how": "电话"}), 32);
                }
                let _ = do_it(t, "close_followup", json!({}), 32);
            }
        }
    }
}

#[test]
fn every_figure_of_a_quarter_of_twenty_thousand_visits_is_what_sql_counts_from_the_entries() {
    let Some(rows) = arrivals() else { return };
    let mut quarter = Quarter::new();
    for no in [31, 32] {
        quarter.t.must(
            "save_staff",
            json!({"staff": no, "name": "回访", "role": "clerk"}),
        );
    }
    let calendar = Calendar::shipped();
    let span = period("2026-Q2");
    let open = |day: &NaiveDate| calendar.is_working(*day) && *day <= span.last();
    let days: Vec<NaiveDate> = span.first().iter_days().take(91).filter(open).collect();
    let (all, mut come) = (visits(), 0);
    for (n, day) in days.iter().enumerate() {
        let until = all * (n + 1) / days.len();
        let mut comings: Vec<(i64, usize)> = (come..until)
            .map(|guest| rows[guest % rows.len()])
            .collect();
        comings.sort_unstable();
        come = until;
        quarter.no = n;
        quarter.day(*day, &comings);
    }
    let t = &mut quarter.t;
    assert_ways(t);
    t.at("2026-07-02 09:00");
    let working: Vec<String> = span
        .first()
        .iter_days()
        .take(120)
        .filter(|day| calendar.is_working(*day))
        .map(|day| format!("SELECT '{day}' AS d"))
        .collect();
    let working = working.join(" UNION ALL ");
    let sums: BTreeMap<Indicator, Sums> = Indicator::ALL
        .iter()
        .map(|i| (*i, recounted(t, *i, &working, BY_MONTH)))
        .collect();
    let parts = Parts::count(t, &working);
    for (name, months) in [
        ("2026-04", &["2026-04"][..]),
        ("2026-05", &["2026-05"]),
        ("2026-06", &["2026-06"]),
        ("2026-Q2", &["2026-04", "2026-05", "2026-06"]),
        (
            "2026",
            &[
                "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09",
            ],
        ),
    ] {
        let args = ["report", name, "--json", "--now", "2026-07-02 09:00"];
        let (code, said) = run(t.dir(), &args);
        assert_eq!(code, 0, "{said}");
        let results: Results = serde_json::from_str(&said).unwrap();
        for indicator in Indicator::ALL {
            let figure = results.figure(*indicator).unwrap();
            let sql = counted(figure, summed(&sums[indicator], months));
            assert_eq!(told(figure), sql, "{name} {indicator:?}");
        }
        parts.assert_told(&results, months);
        if name == "2026-Q2" {
            assert_eq!(results.windows.len(), usize::from(WINDOWS));
            let came = all + quarter.village.brought;
            assert_eq!(results.figure(Indicator::Visits).unwrap().n, came as u64);
            for indicator in Indicator::ALL {
                let figure = results.figure(*indicator).unwrap();
                assert!(
                    figure.n > 0,
                    "nothing of {indicator:?} happened: {figure:?}"
                );
                let share = indicator.shape() == yizhan::domain::measure::Shape::Share;
                assert!(
                    !share || figure.n < figure.of,
                    "all of {indicator:?} hold: {figure:?}"
                );
            }
        }
        if name == "2026-Q2" {
            let again = t.hall.count_again(&results).unwrap();
            assert_eq!(again, super::Again::Found(Box::new(results)));
        }
    }
    t.assert_sound();
}
