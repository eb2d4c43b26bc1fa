//! Dates, spans, limits and counts in words.

use chrono::Datelike;
use chrono::NaiveDate;

use crate::domain::deadline::Due;
use crate::domain::deadline::Step;
use crate::domain::deadline::StopGround;
use crate::domain::matter::Limit;
use crate::domain::matter::Matter;
use crate::domain::matter::PaperForm;
use crate::domain::number::Finding;
use crate::domain::number::IdNumber;
use crate::domain::number::Sex;
use crate::domain::number::Subject;
use crate::domain::number::SubjectKind;
use crate::domain::time::Seconds;
use crate::domain::visit::PriorityKind;
use crate::locale;
use crate::locale::Lang;

/// Returns a day as people say it: 3月12日.
pub(in crate::ui::post) fn date(day: NaiveDate, lang: Lang) -> String {
    locale::date(lang, day)
}

/// Returns the day of the week: 周四.
pub(in crate::ui::post) fn weekday(day: NaiveDate, lang: Lang) -> &'static str {
    let at = day.weekday().num_days_from_monday() as usize;
    lang.tr("window.weekdays")
        .split('|')
        .nth(at)
        .unwrap_or_default()
}

/// Returns whole minutes: 6分.
pub(super) fn minutes(span: Seconds, lang: Lang) -> String {
    lang.say("common.minutes", &[("n", &span.whole_minutes())])
}

/// Returns minutes and seconds: 1分12秒.
pub(super) fn span(span: Seconds, lang: Lang) -> String {
    let (m, s) = (span.0 / 60, span.0 % 60);
    lang.say("window.span", &[("m", &m), ("s", &s)])
}

/// Returns a limit: 25工, 即办.
pub(super) fn limit(limit: Limit, lang: Lang) -> String {
    match limit {
        Limit::OnTheSpot => lang.tr("window.limit_spot").to_owned(),
        Limit::WorkingDays(n) => lang.say("window.limit_wd", &[("n", &n)]),
        Limit::NaturalDays(n) => lang.say("window.limit_d", &[("n", &n)]),
        Limit::Months(n) => lang.say("window.limit_m", &[("n", &n)]),
        Limit::None => lang.tr("window.limit_none").to_owned(),
    }
}

/// Returns a paper's form: 原件, 复印, 核验.
pub(in crate::ui::post) fn paper_form(form: PaperForm, lang: Lang) -> &'static str {
    lang.tr(match form {
        PaperForm::Original => "window.original",
        PaperForm::Copy => "window.copy",
        PaperForm::Check => "window.check",
    })
}

/// Returns why somebody goes ahead.
pub(super) fn priority(kind: PriorityKind, lang: Lang) -> &'static str {
    lang.tr(match kind {
        PriorityKind::Elder => "window.elder",
        PriorityKind::Disabled => "window.disabled",
        PriorityKind::Infant => "window.infant",
        PriorityKind::Veteran => "window.veteran",
        PriorityKind::Urgent => "window.urgent",
    })
}

/// What a number tells: a word of praise or the first thing odd, and sex and age.
pub(in crate::ui::post) struct Told {
    /// The words.
    pub(in crate::ui::post) words: String,
    /// Whether something is odd.
    pub(in crate::ui::post) odd: bool,
}

/// Returns that a matter takes no proxy; odd once somebody is named.
pub(super) fn proxy(matter: Option<&Matter>, named: &str, lang: Lang) -> Option<Told> {
    let alone = matter.is_some_and(Matter::takes_no_proxy);
    alone.then(|| Told {
        words: lang.tr("window.no_proxy").to_owned(),
        odd: !named.trim().is_empty(),
    })
}

/// Returns what is said about an ID number or credit code; a resident ID still being typed only
/// counts its characters.
pub(in crate::ui::post) fn number(
    text: &str,
    day: NaiveDate,
    typing: bool,
    lang: Lang,
) -> Option<Told> {
    if text.is_empty() {
        return None;
    }
    let id = IdNumber::parse(text, day);
    let count = id.as_str().chars().count();
    if typing && count < 18 {
        return Some(Told {
            words: format!("{count}/18"),
            odd: false,
        });
    }
    let subject = Subject::read(text, day);
    if subject.kind == SubjectKind::Organisation {
        return Some(match subject.findings.first() {
            None => Told {
                words: lang.tr("window.credit_fine").to_owned(),
                odd: false,
            },
            Some(odd) => finding(*odd, lang),
        });
    }
    let mut who = String::new();
    if let Some(sex) = id.sex() {
        who.push(' ');
        who.push_str(lang.tr(match sex {
            Sex::Male => "window.male",
            Sex::Female => "window.female",
        }));
    }
    if let Some(age) = id.age_on(day) {
        who.push(' ');
        who.push_str(&lang.say("window.age", &[("n", &age)]));
    }
    Some(match id.findings().first() {
        None => Told {
            words: format!("{}{who}", lang.tr("window.number_fine")),
            odd: false,
        },
        Some(odd) => {
            let told = finding(*odd, lang);
            Told {
                words: format!("{}{who}", told.words),
                odd: true,
            }
        }
    })
}

/// Returns the sentence about something odd.
pub(in crate::ui::post) fn finding(odd: Finding, lang: Lang) -> Told {
    let words = match odd {
        Finding::Length { found, wanted } => lang.say(
            "window.odd_length",
            &[("found", &found), ("wanted", &wanted)],
        ),
        Finding::Characters { found, place } => lang.say(
            "window.odd_characters",
            &[("found", &found), ("place", &place)],
        ),
        Finding::Date => lang.tr("window.odd_date").to_owned(),
        Finding::FutureBirth => lang.tr("window.odd_future").to_owned(),
        Finding::OldForm => lang.tr("window.odd_old").to_owned(),
        Finding::CheckDigit => lang.tr("window.odd_check").to_owned(),
        Finding::Phone => lang.tr("window.odd_phone").to_owned(),
    };
    Told { words, odd: true }
}

/// Returns the line of a promise: from when, to when, why so.
pub(super) fn promise(due: &Due, from: NaiveDate, lang: Lang) -> String {
    let count = match due.limit {
        Limit::WorkingDays(n) => lang.say("window.on_working_day", &[("n", &n)]),
        other => limit(other, lang),
    };
    let mut line = lang.say(
        "window.promise",
        &[
            ("from", &date(from, lang)),
            ("to", &date(due.date, lang)),
            ("weekday", &weekday(due.date, lang)),
            ("count", &count),
        ],
    );
    let reasons = due.steps.iter().filter(|step| match step {
        Step::StartNotCounted { .. } => false,
        Step::Skipped { name, .. } => name.is_some(),
        _ => true,
    });
    for step in reasons {
        line.push_str(lang.tr("window.comma"));
        line.push_str(&short_step(step, lang));
    }
    line
}

fn short_step(step: &Step, lang: Lang) -> String {
    match step {
        Step::Skipped { from, to, name } => lang.say(
            "window.step_off",
            &[
                ("name", &name.as_deref().unwrap_or_default()),
                ("n", &((*to - *from).num_days() + 1)),
            ],
        ),
        Step::MakeUp { date: day, .. } => {
            lang.say("window.step_make_up", &[("day", &date(*day, lang))])
        }
        Step::EndMoved { .. } => lang.tr("window.step_moved").to_owned(),
        Step::Clamped { .. } => lang.tr("window.step_clamped").to_owned(),
        Step::YearNotLoaded { year } => lang.say("window.step_year", &[("year", year)]),
        Step::Paused {
            ground, from, to, ..
        } => lang.say(
            "deadline.short_paused",
            &[
                ("ground", &ground_of(*ground, lang)),
                ("n", &((*to - *from).num_days() + 1)),
            ],
        ),
        Step::Extended { limit: more, .. } => {
            lang.say("deadline.short_extended", &[("limit", &limit(*more, lang))])
        }
        Step::StartNotCounted { .. } => String::new(),
    }
}

fn ground_of(ground: StopGround, lang: Lang) -> &'static str {
    lang.tr(&format!("deadline.ground_{ground}"))
}

/// Returns a step of the count as a sentence, with its source where it is a rule of law.
pub(in crate::ui::post) fn long_step(step: &Step, lang: Lang) -> String {
    let say = |key: &str, from: NaiveDate, to: NaiveDate, name: &str| {
        lang.say(
            key,
            &[
                ("from", &date(from, lang)),
                ("to", &date(to, lang)),
                ("name", &name),
            ],
        )
    };
    let weekend = lang.tr("window.weekend");
    match step {
        Step::StartNotCounted { date: day } => say("window.why_start", *day, *day, ""),
        Step::Skipped { from, to, name } => {
            let name = name.as_deref().unwrap_or(weekend);
            say("window.why_off", *from, *to, name)
        }
        Step::MakeUp { date: day, name } => say("window.why_make_up", *day, *day, name),
        Step::Clamped { to, .. } => say("window.why_clamped", *to, *to, ""),
        Step::EndMoved { from, to, name } => {
            let name = name.as_deref().unwrap_or(weekend);
            say("window.why_moved", *from, *to, name)
        }
        Step::YearNotLoaded { year } => lang.say("window.why_year", &[("year", year)]),
        Step::Paused {
            ground, from, to, ..
        } => say("deadline.why_paused", *from, *to, ground_of(*ground, lang)),
        Step::Extended { from, limit: more } => {
            say("deadline.why_extended", *from, *from, &limit(*more, lang))
        }
    }
}
