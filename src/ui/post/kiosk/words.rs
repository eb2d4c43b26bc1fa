//! What the kiosk says, on the screen and on paper.

use std::fmt::Display;

use chrono::Datelike;
use chrono::NaiveDate;
use chrono::NaiveTime;

use crate::domain::case_file::Stage;
use crate::domain::estimate::Estimate;
use crate::domain::ids::Centre;
use crate::domain::rating;
use crate::domain::visit::PriorityKind;
use crate::locale::Lang;
use crate::ops::read::CentreChoice;
use crate::ops::read::SelfAnswer;
use crate::ui::post::Setting;
use crate::ui::post::kiosk::Number;
use crate::ui::post::kiosk::Wish;
use crate::ui::slip::Slip;

/// The reasons offered for an urgent errand, as locale keys in the order of their digits.
pub(super) const REASONS: [&str; 5] = [
    "kiosk.reason_medical",
    "kiosk.reason_travel",
    "kiosk.reason_today",
    "kiosk.reason_disaster",
    "kiosk.reason_other",
];

/// Returns the locale key of a centre's name.
pub(super) fn centre(centre: Centre) -> &'static str {
    match centre {
        Centre::Economy => "kiosk.economy",
        Centre::Social => "kiosk.social",
        Centre::Governance => "kiosk.governance",
    }
}

/// Returns the locale key of what a centre is about.
pub(super) fn about(centre: Centre) -> &'static str {
    match centre {
        Centre::Economy => "kiosk.economy_about",
        Centre::Social => "kiosk.social_about",
        Centre::Governance => "kiosk.governance_about",
    }
}

/// Returns the locale key of a kind of priority.
pub(super) fn kind(kind: PriorityKind) -> &'static str {
    match kind {
        PriorityKind::Elder => "kiosk.kind_elder",
        PriorityKind::Disabled => "kiosk.kind_disabled",
        PriorityKind::Infant => "kiosk.kind_infant",
        PriorityKind::Veteran => "kiosk.kind_veteran",
        PriorityKind::Urgent => "kiosk.kind_urgent",
    }
}

/// Returns how many wait for a centre and for how long, in the short form of the first screen.
pub(super) fn line(choice: &CentreChoice, lang: Lang) -> String {
    let people = match choice.waiting {
        0 => lang.tr("kiosk.nobody").to_owned(),
        n => lang.say("kiosk.waiting", &[("n", &n)]),
    };
    let wait = match choice.estimate {
        Estimate::AtOnce => lang.tr("kiosk.at_once").to_owned(),
        Estimate::About { minutes } => lang.say("kiosk.minutes", &[("n", &minutes)]),
        Estimate::NoWindow => lang.tr("kiosk.no_window").to_owned(),
    };
    format!("{people}  {wait}")
}

/// Returns how many stand before a number.
pub(super) fn ahead(number: &Number, lang: Lang) -> String {
    match number.ahead {
        0 => lang.tr("kiosk.ahead_none").to_owned(),
        n => lang.say("kiosk.ahead", &[("n", &n)]),
    }
}

/// Returns how long a number will wait, or why nobody can say.
pub(super) fn estimate(number: &Number, lang: Lang) -> String {
    match number.estimate {
        Estimate::AtOnce => lang.tr("kiosk.estimate_at_once").to_owned(),
        Estimate::About { minutes } => lang.say("kiosk.estimate_about", &[("n", &minutes)]),
        Estimate::NoWindow => lang.tr("kiosk.estimate_no_window").to_owned(),
    }
}

/// Returns both in one line.
pub(super) fn ahead_and_estimate(number: &Number, lang: Lang) -> String {
    let (ahead, estimate) = (ahead(number, lang), estimate(number, lang));
    let values: [(&str, &dyn Display); 2] = [("ahead", &ahead), ("estimate", &estimate)];
    lang.say("kiosk.slip_ahead", &values)
}

/// Returns the centre a number belongs to.
pub(super) fn centre_line(number: &Number, lang: Lang) -> String {
    let name = lang.tr(centre(number.centre));
    lang.say("kiosk.centre_line", &[("centre", &name)])
}

/// Returns what a resident asked for before choosing the matter, one part each.
pub(super) fn wishes(wish: &Wish, lang: Lang) -> Vec<String> {
    let priority = wish.priority.map(|p| {
        let kind = lang.tr(kind(p));
        lang.say("kiosk.wish_priority", &[("kind", &kind)])
    });
    let booked = wish
        .booked
        .as_ref()
        .map(|time| lang.say("kiosk.wish_booked", &[("time", time)]));
    priority.into_iter().chain(booked).collect()
}

/// Returns a day as people write it.
pub(super) fn day(day: NaiveDate, lang: Lang) -> String {
    let values: [(&str, &dyn Display); 3] = [
        ("year", &day.year()),
        ("month", &day.month()),
        ("day", &day.day()),
    ];
    lang.say("kiosk.day", &values)
}

/// Returns how far a case is.
pub(super) fn case_state(answer: &SelfAnswer, lang: Lang) -> String {
    let key = match answer.stage {
        Stage::Done => {
            return match answer.ended {
                Some(done) => lang.say("kiosk.case_done", &[("day", &day(done, lang))]),
                None => lang.tr("refusal.stage_done").to_owned(),
            };
        }
        Stage::Received => "refusal.stage_received",
        Stage::Working => "kiosk.case_going",
        Stage::Returned => "refusal.stage_returned",
        Stage::Paused => "refusal.stage_paused",
        Stage::Refused => "refusal.stage_refused",
        Stage::Withdrawn => "refusal.stage_withdrawn",
        Stage::Lapsed => "refusal.stage_lapsed",
    };
    lang.tr(key).to_owned()
}

/// Returns what the resident is still to bring, and until when.
pub(super) fn case_missing(answer: &SelfAnswer, lang: Lang) -> String {
    if answer.missing.is_empty() {
        return lang.tr("kiosk.case_nothing_missing").to_owned();
    }
    let papers = answer.missing.join("、");
    match answer.until {
        Some(until) => {
            let until = day(until, lang);
            lang.say(
                "kiosk.case_bring_by",
                &[("papers", &papers), ("day", &until)],
            )
        }
        None => papers,
    }
}

/// Returns by when a case will be done.
pub(super) fn case_due(answer: &SelfAnswer, lang: Lang) -> String {
    match answer.due {
        Some(due) if answer.provisional => {
            lang.say("kiosk.case_due_provisional", &[("day", &day(due, lang))])
        }
        Some(due) => lang.say("kiosk.case_due_day", &[("day", &day(due, lang))]),
        None => lang.tr("kiosk.case_no_due").to_owned(),
    }
}

/// Returns the slip of a number.
pub(super) fn slip(number: &Number, setting: &Setting, lang: Lang) -> Slip {
    let tr = |key: &'static str| lang.tr(key).to_owned();
    let time = setting.zone.local(number.taken).format("%Y-%m-%d %H:%M");
    let mut notes = Vec::new();
    notes.extend(number.is_priority.then(|| tr("kiosk.slip_priority")));
    notes.extend(
        number
            .booked
            .as_ref()
            .map(|time| lang.say("kiosk.slip_booked", &[("time", time)])),
    );
    notes.extend(number.matter.is_none().then(|| tr("kiosk.slip_ask")));
    notes.push(tr("kiosk.slip_note_call"));
    notes.push(tr("kiosk.slip_note_missed"));
    notes.extend(number.visit.map(|visit| {
        let code = rating::slip_code(visit);
        lang.say("kiosk.slip_note_rate", &[("code", &code)])
    }));
    Slip {
        hall: setting.config.hall.name.clone(),
        number: number.ticket.to_string(),
        centre_line: centre_line(number, lang),
        matter: number.matter.clone(),
        ahead_line: ahead(number, lang),
        estimate_line: estimate(number, lang),
        printed_at_line: lang.say("kiosk.slip_printed", &[("time", &time)]),
        reprint_line: (number.prints > 1).then(|| tr("kiosk.slip_reprint")),
        notes,
    }
}

/// Reads a booked time as residents key it: `0930`, `930`, `9:30`; returns it as `09:30`.
pub(super) fn booked_time(typed: &str) -> Option<String> {
    let digits: String = match typed.split_once([':', '.']) {
        Some((hours, minutes)) if minutes.len() == 2 => format!("{hours}{minutes}"),
        Some(_) => return None,
        None => typed.to_owned(),
    };
    if !(3..=4).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: u32 = digits.parse().ok()?;
    let time = NaiveTime::from_hms_opt(value / 100, value % 100, 0)?;
    Some(time.format("%H:%M").to_string())
}

/// Returns the case number that was meant: a number pad has neither letters nor a dash.
pub(in crate::ui::post) fn case_number(typed: &str, code: &str) -> String {
    let typed = typed.to_ascii_uppercase();
    let code = code.to_ascii_uppercase();
    let rest = typed.strip_prefix(&code).unwrap_or(&typed);
    let digits: String = rest.chars().filter(|c| *c != '-').collect();
    let is_number = digits.len() > 6 && digits.bytes().all(|b| b.is_ascii_digit());
    match (is_number, digits.split_at_checked(6)) {
        (true, Some((day, count))) => format!("{code}{day}-{count:0>4}"),
        _ => typed,
    }
}
