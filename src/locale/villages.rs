//! The figures of villages as one page of lines, for the command line, the duty post and the village
//! post alike.

use std::fmt::Display;

use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;

use crate::domain::measure::AssistantFigures;
use crate::domain::measure::Errands;
use crate::domain::measure::Measure;
use crate::domain::measure::SPLIT_PERMILLE;
use crate::domain::measure::Share;
use crate::domain::measure::SplitFigures;
use crate::domain::measure::VillageFigures;
use crate::domain::measure::Villages;
use crate::domain::service::ServiceDay;
use crate::domain::service::week::DAYS_A_WEEK;
use crate::domain::service::week::Enough;
use crate::domain::service::week::Gap;
use crate::domain::service::week::Week;
use crate::locale::Lang;
use crate::locale::date;

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// What the lines after it are about.
    Title,
    /// A figure.
    Text,
    /// Somebody must do something about it.
    Warn,
    /// How something is counted.
    Muted,
}

/// A line of the page; what stands under another is indented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureLine {
    /// How it is meant.
    pub tone: Tone,
    /// How deep it stands, cells.
    pub indent: usize,
    /// The words.
    pub text: String,
}

fn line(tone: Tone, indent: usize, text: String) -> FigureLine {
    FigureLine { tone, indent, text }
}

/// Returns the page: each village with its weeks and assistants, how duty is split, and how each figure
/// is counted.
pub fn report(lang: Lang, figures: &Villages) -> Vec<FigureLine> {
    let values: [(&str, &dyn Display); 2] = [("month", &figures.month), ("today", &figures.today)];
    let mut lines = vec![line(Tone::Title, 0, lang.say("measure.title", &values))];
    if let Some(split) = &figures.split {
        lines.extend(split_lines(lang, split, figures.min_for_percent));
    }
    if figures.villages.is_empty() {
        lines.push(line(
            Tone::Text,
            0,
            lang.tr("measure.no_village").to_owned(),
        ));
    }
    for village in &figures.villages {
        lines.extend(village_lines(lang, village, figures.min_for_percent));
    }
    lines.push(line(Tone::Title, 0, lang.tr("measure.how").to_owned()));
    for measure in Measure::ALL {
        let name = lang.tr(&format!("measure.{}", measure.word()));
        let how = lang.tr(&format!("measure.{}_how", measure.word()));
        let unit = lang.tr(&format!("measure.unit_{}", measure.unit().word()));
        let values: [(&str, &dyn Display); 4] = [
            ("name", &name),
            ("unit", &unit),
            ("how", &how),
            ("rule", &measure.rule()),
        ];
        let text = lang.say("measure.defined", &values);
        lines.push(line(Tone::Muted, 2, text));
    }
    lines
}

/// Returns a share with its counts: as a percentage too where there are enough.
fn share(lang: Lang, share: Share, min: u64) -> String {
    let counts: [(&str, &dyn Display); 2] = [("n", &share.n), ("of", &share.of)];
    match share.permille(min) {
        Some(permille) => {
            let percent = format!("{}.{}", permille / 10, permille % 10);
            let [n, of] = counts;
            lang.say("measure.share_percent", &[n, of, ("percent", &percent)])
        }
        None if share.of == 0 => lang.tr("measure.share_none").to_owned(),
        None => lang.say("measure.share", &counts),
    }
}

fn split_lines(lang: Lang, split: &SplitFigures, min: u64) -> Vec<FigureLine> {
    let say = |key: &str, of: Share| {
        let values: [(&str, &dyn Display); 4] = [
            ("villages", &of.n),
            ("hall", &(of.of - of.n)),
            ("share", &share(lang, of, min)),
            ("usual", &(SPLIT_PERMILLE / 10)),
        ];
        lang.say(key, &values)
    };
    let staff: [(&str, &dyn Display); 2] = [
        ("hall", &split.hall_staff),
        ("villages", &split.village_staff),
    ];
    vec![
        line(Tone::Title, 0, lang.tr("measure.split").to_owned()),
        line(Tone::Text, 2, say("measure.split_today", split.today)),
        line(Tone::Text, 2, say("measure.split_month", split.month)),
        line(Tone::Text, 2, lang.say("measure.split_staff", &staff)),
    ]
}

fn village_lines(lang: Lang, village: &VillageFigures, min: u64) -> Vec<FigureLine> {
    let known = match village.known {
        Some(day) => lang.say("measure.known", &[("day", &day)]),
        None => lang.tr("measure.never_heard").to_owned(),
    };
    let head: [(&str, &dyn Display); 3] = [
        ("name", &village.name),
        ("org", &village.org),
        ("known", &known),
    ];
    let mut lines = vec![line(Tone::Title, 0, lang.say("measure.village", &head))];
    lines.extend(errand_lines(lang, &village.errands, min, 2));
    let kept: [(&str, &dyn Display); 2] = [
        ("days", &DAYS_A_WEEK),
        ("share", &share(lang, village.kept, min)),
    ];
    lines.push(line(Tone::Text, 2, lang.say("measure.weeks_kept", &kept)));
    if village.weeks.is_empty() {
        lines.push(line(Tone::Warn, 4, lang.tr("measure.no_weeks").to_owned()));
    }
    for week in &village.weeks {
        lines.push(week_line(lang, week));
        lines.extend(week.gaps.iter().map(|gap| gap_line(lang, gap)));
    }
    for assistant in &village.assistants {
        lines.extend(assistant_lines(lang, assistant, min));
    }
    lines
}

fn errand_lines(lang: Lang, errands: &Errands, min: u64, indent: usize) -> Vec<FigureLine> {
    let first: [(&str, &dyn Display); 4] = [
        ("given", &errands.given),
        ("stopped", &errands.stopped),
        ("back", &errands.sent_back),
        ("trips", &errands.trips),
    ];
    let second: [(&str, &dyn Display); 3] = [
        ("handed_in", &share(lang, errands.handed_in, min)),
        ("done", &share(lang, errands.done, min)),
        ("content", &share(lang, errands.content, min)),
    ];
    vec![
        line(Tone::Text, indent, lang.say("measure.errands", &first)),
        line(Tone::Text, indent, lang.say("measure.shares", &second)),
    ]
}

/// Returns how a week stands.
pub fn week_line(lang: Lang, week: &Week) -> FigureLine {
    let sunday = week.monday.checked_add_days(Days::new(6));
    let (from, to) = (date(lang, week.monday), sunday.unwrap_or(week.monday));
    let enough = lang.tr(&format!("measure.enough_{}", week.enough.word()));
    let provisional = match week.provisional {
        true => lang.tr("measure.provisional"),
        false => "",
    };
    let values: [(&str, &dyn Display); 6] = [
        ("from", &from),
        ("to", &date(lang, to)),
        ("days", &week.days),
        ("needed", &week.needed),
        ("enough", &enough),
        ("provisional", &provisional),
    ];
    let tone = match week.enough {
        Enough::Short => Tone::Warn,
        Enough::Kept | Enough::Running => Tone::Text,
    };
    let text = lang.say("measure.week", &values);
    line(tone, 4, text.trim_end().to_owned())
}

fn gap_line(lang: Lang, gap: &Gap) -> FigureLine {
    let why = match &gap.missed {
        None => lang.tr("measure.gap_silent").to_owned(),
        Some(missed) if missed.substitute.is_empty() => {
            lang.say("measure.gap_reason", &[("reason", &missed.reason)])
        }
        Some(missed) => {
            let values: [(&str, &dyn Display); 2] = [
                ("reason", &missed.reason),
                ("substitute", &missed.substitute),
            ];
            lang.say("measure.gap_substitute", &values)
        }
    };
    let day = date(lang, gap.day);
    let values: [(&str, &dyn Display); 4] = [
        ("day", &day),
        ("weekday", &weekday(lang, gap.day)),
        ("name", &gap.name),
        ("why", &why),
    ];
    line(Tone::Muted, 6, lang.say("measure.gap", &values))
}

fn assistant_lines(lang: Lang, assistant: &AssistantFigures, min: u64) -> Vec<FigureLine> {
    let plan = plan(lang, &assistant.plan);
    let (hours, minutes) = (assistant.minutes / 60, assistant.minutes % 60);
    let head: [(&str, &dyn Display); 3] = [
        ("staff", &assistant.staff),
        ("name", &assistant.name),
        ("plan", &plan),
    ];
    let there: [(&str, &dyn Display); 5] = [
        ("days", &assistant.days),
        ("hours", &hours),
        ("minutes", &minutes),
        ("open", &assistant.open),
        ("share", &share(lang, assistant.weeks, min)),
    ];
    let mut lines = vec![
        line(Tone::Text, 2, lang.say("measure.assistant", &head)),
        line(Tone::Text, 4, lang.say("measure.there", &there)),
    ];
    lines.extend(errand_lines(lang, &assistant.errands, min, 4));
    lines
}

/// Returns a plan in words: the days of the week and their hours.
fn plan(lang: Lang, days: &[ServiceDay]) -> String {
    let said = days.iter().map(|day| {
        let weekday = lang.tr(&format!("duty.weekday_{}", day.weekday));
        let (begins, ends) = (day.begins.format("%H:%M"), day.ends.format("%H:%M"));
        format!("{weekday} {begins}-{ends}")
    });
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => lang.tr("measure.no_plan").to_owned(),
        false => said.join(lang.tr("cli.comma")),
    }
}

fn weekday(lang: Lang, day: NaiveDate) -> &'static str {
    let number = day.weekday().number_from_monday();
    lang.tr(&format!("duty.weekday_{number}"))
}
