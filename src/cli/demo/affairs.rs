//! What the demo hall has beside its windows: registered problems, score sheets, a meeting that is
//! called, last month's results, and a form that one person has keyed.

use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use serde_json::Value;
use serde_json::json;

use crate::cli::problem::Problem;
use crate::domain::ids::StaffNo;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Hall;
use crate::ops::Who;

/// A leader, and two who see to things.
const LEADER: StaffNo = StaffNo(101);
const ONE: StaffNo = StaffNo(103);
const TWO: StaffNo = StaffNo(106);

/// A problem: how many days ago it was raised, what it is, and how far it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Raised {
    days_ago: u64,
    class: &'static str,
    text: &'static str,
    name: &'static str,
    far: Far,
}

/// How far a problem came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    Registered,
    Taken,
    Fixed,
}

/// The problems of the last weeks; the first is over its days.
pub(super) const PROBLEMS: [Raised; 3] = [
    Raised {
        days_ago: 40,
        class: "criticism",
        text: "路灯坏了两个月没人修",
        name: "王芳",
        far: Far::Taken,
    },
    Raised {
        days_ago: 12,
        class: "common",
        text: "涵管堵了，下雨就淹路",
        name: "李小红",
        far: Far::Fixed,
    },
    Raised {
        days_ago: 2,
        class: "hardship",
        text: "低保到期没人通知复核",
        name: "司马光",
        far: Far::Registered,
    },
];

impl Raised {
    /// Returns the day on which it was raised.
    pub(super) fn day(&self, today: NaiveDate) -> NaiveDate {
        let day = today.checked_sub_days(Days::new(self.days_ago));
        day.unwrap_or(today)
    }

    /// Registers it, and has it seen to as far as it came.
    ///
    /// # Errors
    /// Whatever a verb refuses.
    pub(super) fn play(&self, hall: &mut Hall, at: UtcMs) -> Result<(), Problem> {
        let register = json!({"class": self.class, "text": self.text, "name": self.name,
            "phone": "13800000000", "village": "杨树村"});
        let Done::RegisterProblem(now) = perform(hall, "register_problem", register, ONE, at)?
        else {
            return Ok(());
        };
        let problem = json!({"problem": now.number});
        if self.far >= Far::Taken {
            perform(hall, "take_problem", problem, TWO, at)?;
        }
        if self.far == Far::Fixed {
            let fixed = json!({"problem": now.number, "evidence": "清淤前后的照片各一张"});
            perform(hall, "fix_problem", fixed, TWO, at)?;
        }
        Ok(())
    }
}

/// Plays what happened before the doors opened: sheets, a meeting that is called, results posted.
///
/// # Errors
/// Whatever a verb refuses.
pub(super) fn before_the_doors(
    hall: &mut Hall,
    today: NaiveDate,
    at: UtcMs,
) -> Result<(), Problem> {
    for (person, points, what) in [("周武", "6", "送药上门两次"), ("郑七", "4", "代办社保认证")]
    {
        let sheet = json!({"person": person, "pledge": "责任书"});
        let Done::OpenSheet(sheet) = perform(hall, "open_sheet", sheet, LEADER, at)? else {
            continue;
        };
        let act = json!({"sheet": sheet.number, "head": "service", "points": points,
            "what": what, "evidence": "民情日记"});
        perform(hall, "score_act", act, ONE, at)?;
    }
    let day = today.checked_add_days(Days::new(9)).unwrap_or(today);
    let meeting = json!({"profile": "half_year", "day": day, "place": "镇政府三楼",
        "subjects": "周武;郑七"});
    perform(hall, "call_meeting", meeting, LEADER, at)?;
    let first = today.with_day(1).unwrap_or(today);
    let last = first.pred_opt().unwrap_or(first);
    let period = format!("{}-{:02}", last.year(), last.month());
    perform(hall, "post_results", json!({"period": period}), LEADER, at)?;
    Ok(())
}

/// Keys a form once for the first errand that nobody rated; another person is to key it again.
///
/// # Errors
/// Whatever a verb refuses.
pub(super) fn a_form(hall: &mut Hall, at: UtcMs) -> Result<(), Problem> {
    let unrated = hall.unrated(at)?;
    let Some(line) = unrated.errands.first() else {
        return Ok(());
    };
    let by = if line.staff.staff == ONE { TWO } else { ONE };
    let form = json!({"paper": "PY0001", "errand": line.errand, "channel": "paper", "level": 4});
    perform(hall, "key_rating", form, by, at).map(drop)
}

fn perform(
    hall: &mut Hall,
    verb: &str,
    fields: Value,
    by: StaffNo,
    at: UtcMs,
) -> Result<Done, Problem> {
    let call = Call::parse(verb, fields)?;
    Ok(hall.perform(&call, Who::Staff(by), at)?)
}
