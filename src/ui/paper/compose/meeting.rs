//! The papers of a meeting that judges: its result, and the slips with the codes.

use crate::domain::meeting;
use crate::domain::meeting::State;
use crate::domain::paper::Block;
use crate::domain::paper::Item;
use crate::domain::paper::Paper;
use crate::domain::paper::PaperHead;
use crate::domain::paper::PaperKind;
use crate::locale::Lang;
use crate::locale::meeting as words;
use crate::ops::read::Deed;
use crate::ops::read::MeetingPage;
use crate::ops::read::Named;
use crate::ops::read::ResultLine;
use crate::ops::read::VotingLine;
use crate::ui::paper::compose::Sheet;
use crate::ui::paper::compose::day;
use crate::ui::paper::compose::together;

/// Writes the result (评议结果单): who came, how the ballots tie out, how each question was answered, and
/// where it is signed. Of a meeting that is not valid it says so, and no mark.
#[must_use]
pub fn result(head: &PaperHead, page: &MeetingPage, lang: Lang) -> Paper {
    let mut sheet = Sheet::new(head, lang);
    sheet.lines.push(Block::Big {
        label: words::profile(lang, &page.line.profile),
        value: page.line.number.clone(),
        note: words::state(lang, page.line.state),
    });
    sheet.date("meeting.result_notice", page.line.notice);
    let held = format!("{}  {}", day(page.line.day, lang), page.line.place);
    sheet.field("meeting.result_day", &held);
    sheet.field("meeting.result_raters", &kinds(page, lang));
    if let Some(tally) = &page.tally {
        sheet.field("meeting.result_tie", &words::tally(lang, tally));
    }
    if let Some(again) = anew(page, lang) {
        sheet.lines.push(Block::Text(again));
    }
    sheet.field("meeting.result_by", &who(page.counted.as_ref()));
    let keyers: Vec<String> = page.keyed_by.iter().map(named).collect();
    sheet.field(
        "meeting.result_keyed",
        &keyers.join(lang.tr("meeting.comma")),
    );
    match page.line.state {
        State::Invalid => sheet.lines.push(Block::Big {
            label: lang.tr("meeting.result_state").to_owned(),
            value: lang.tr("meeting.result_invalid").to_owned(),
            note: together(&[
                &page
                    .lacks
                    .as_ref()
                    .map_or_else(String::new, |l| words::lacks(lang, l)),
                lang.tr("meeting.result_invalid_note"),
            ]),
        }),
        _ => marks(&mut sheet, page, lang),
    }
    for key in [
        "meeting.sign_counter",
        "meeting.sign_watcher",
        "meeting.sign_leader",
    ] {
        sheet.sign(key);
    }
    sheet.done(PaperKind::Result, "paper.result")
}

/// Returns who came, by kind.
pub fn kinds(page: &MeetingPage, lang: Lang) -> String {
    let parts: Vec<String> = page
        .kinds
        .iter()
        .map(|line| {
            let kind = words::kind(lang, &line.kind);
            lang.say("meeting.page_kind", &[("kind", &kind), ("n", &line.n)])
        })
        .collect();
    let values = [
        ("n", &page.line.raters as &dyn std::fmt::Display),
        ("kinds", &parts.join(lang.tr("meeting.comma"))),
    ];
    lang.say("meeting.page_kinds", &values)
}

/// Says that the voting was begun anew, and why.
pub fn anew(page: &MeetingPage, lang: Lang) -> Option<String> {
    let voting = page.voting.as_ref();
    let voting = voting.filter(|voting| !voting.again.is_empty())?;
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("n", &voting.round), ("reason", &voting.again)];
    Some(lang.say("meeting.again", &values))
}

/// Says how many ballots are in while it is voted, which papers are not agreed, and what is wrong
/// with the box.
pub fn ballots(voting: &VotingLine, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(n) = voting.ballots {
        let values: [(&str, &dyn std::fmt::Display); 3] = [
            ("n", &n),
            ("codes", &voting.codes),
            ("papers", &voting.papers),
        ];
        lines.push(lang.say("meeting.page_ballots", &values));
    }
    if !voting.open_papers.is_empty() {
        let papers: Vec<String> = voting.open_papers.iter().map(u32::to_string).collect();
        let papers = papers.join(lang.tr("meeting.comma"));
        lines.push(lang.say("meeting.page_open_papers", &[("papers", &papers)]));
    }
    if let Some(trouble) = voting.trouble {
        let said = lang.lookup(&format!("meeting.page_{trouble}"));
        lines.push(said.unwrap_or(trouble).to_owned());
    }
    lines
}

/// Says how the mean of a question stands to the one before.
pub fn mean(line: &ResultLine, lang: Lang) -> String {
    match line.mean_hundredths {
        Some(mean) => {
            let mean = words::hundredths(mean);
            lang.say("meeting.mean", &[("mean", &mean), ("n", &line.n)])
        }
        None => lang.tr("meeting.mean_none").to_owned(),
    }
}

/// Says what the same question came to before.
pub fn before(line: &ResultLine, lang: Lang) -> String {
    match &line.before {
        Some(before) => {
            let mean = words::hundredths(before.mean_hundredths);
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("mean", &mean), ("day", &before.day), ("n", &before.n)];
            lang.say("meeting.before", &values)
        }
        None => lang.tr("meeting.before_none").to_owned(),
    }
}

fn named(who: &Named) -> String {
    format!("{} {}", who.staff, who.name).trim().to_owned()
}

fn who(deed: Option<&Deed>) -> String {
    deed.map_or_else(String::new, |deed| named(&deed.by))
}

fn marks(sheet: &mut Sheet<'_>, page: &MeetingPage, lang: Lang) {
    for lines in page.result.chunk_by(|a, b| a.subject == b.subject) {
        let subject = lines.first().map_or("", |line| line.subject.as_str());
        sheet.lines.push(Block::Heading(subject.to_owned()));
        let items = lines.iter().map(|line| {
            let question = words::question(lang, &line.question);
            let rest = (line.abstained, line.empty);
            let spread = words::spread(lang, &page.line.profile, &line.marks, rest);
            Item {
                text: format!("{question}  {}", mean(line, lang)),
                detail: together(&[&spread, &before(line, lang)]),
            }
        });
        sheet.lines.push(Block::List(items.collect()));
    }
}

/// Writes the slips of a voting, each to be cut off, shuffled and drawn from a bowl, and after them the
/// paper ballots, each with its serial number.
#[must_use]
pub fn slips(
    head: &PaperHead,
    page: &MeetingPage,
    (codes, papers): (&[String], u32),
    lang: Lang,
) -> Paper {
    let mut sheet = Sheet::new(head, lang);
    sheet.say("meeting.slips_lead");
    let values: [(&str, &dyn std::fmt::Display); 2] = [
        ("profile", &words::profile(lang, &page.line.profile)),
        ("number", &head.case_no),
    ];
    let label = lang.say("meeting.slip_label", &values);
    for code in codes {
        sheet.lines.push(Block::TearOff(String::new()));
        sheet.lines.push(Block::Big {
            label: label.clone(),
            value: meeting::shown(code),
            note: lang.tr("meeting.slip_note").to_owned(),
        });
    }
    for serial in 1..=papers {
        sheet.lines.push(Block::TearOff(String::new()));
        sheet.lines.push(Block::Big {
            label: label.clone(),
            value: lang.say("meeting.paper_serial", &[("n", &serial)]),
            note: lang.tr("meeting.paper_note").to_owned(),
        });
        ballot(&mut sheet, page, lang);
    }
    sheet.done(PaperKind::Slips, "paper.slips")
}

/// Writes the lines of a paper ballot, each with the marks to circle.
fn ballot(sheet: &mut Sheet<'_>, page: &MeetingPage, lang: Lang) {
    let marks: Vec<String> = (0..=page.marks)
        .rev()
        .map(|mark| mark.to_string())
        .collect();
    let marks = marks.join("   ");
    let named: Vec<String> = (0..=page.marks)
        .rev()
        .map(|mark| format!("{mark} {}", words::mark(lang, &page.line.profile, mark)))
        .collect();
    let named = named.join(lang.tr("meeting.comma"));
    sheet.lines.push(Block::Text(named));
    for subject in &page.line.subjects {
        let items = page.questions.iter().map(|question| Item {
            text: format!("{}    {marks}", words::question(lang, question)),
            detail: String::new(),
        });
        sheet.lines.push(Block::Field {
            label: lang.tr("meeting.head_subjects").to_owned(),
            value: subject.clone(),
        });
        sheet.lines.push(Block::List(items.collect()));
    }
}
