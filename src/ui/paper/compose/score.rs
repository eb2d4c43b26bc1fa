//! Score sheets on paper: one person's line by line, and the public list for the wall.

use std::fmt::Display;

use crate::domain::paper::Block;
use crate::domain::paper::Paper;
use crate::domain::paper::PaperHead;
use crate::domain::paper::PaperKind;
use crate::domain::score::State;
use crate::locale::Lang;
use crate::locale::Tone;
use crate::locale::score;
use crate::ops::read::ScoreLine;
use crate::ops::read::ScorePage;
use crate::ops::read::Scores;
use crate::ui::paper::compose::Sheet;
use crate::ui::paper::compose::together;

/// Writes one person's sheet line by line (打分表), with a place to sign.
#[must_use]
pub fn sheet(head: &PaperHead, page: &ScorePage, lang: Lang) -> Paper {
    let mut sheet = Sheet::new(head, lang);
    for (tone, words) in score::score_sheet(lang, &page.full, &page.names) {
        sheet.lines.push(match tone {
            Tone::Title => Block::Heading(words),
            Tone::Text | Tone::Warn | Tone::Muted => Block::Text(words),
        });
    }
    sheet.sign("paper.sign_scored");
    sheet.seal(head.issued_on);
    sheet.done(PaperKind::Score, "paper.score")
}

/// Writes the closed sheets of a period for the wall (公示), the best of each profile first.
#[must_use]
pub fn posted(head: &PaperHead, shown: &Scores, lang: Lang) -> Paper {
    let mut sheet = Sheet::new(head, lang);
    let closed = shown.lines.iter().filter(|line| line.band.is_some());
    let closed: Vec<&ScoreLine> = closed.collect();
    sheet.say(match closed.is_empty() {
        true => "paper.scores_none",
        false => "paper.scores_lead",
    });
    let mut profile = "";
    for line in closed {
        if line.profile != profile {
            profile = &line.profile;
            let name = score::profile_name(lang, &line.terms);
            let heading = format!("{name}  {}", line.period);
            sheet.lines.push(Block::Heading(heading));
        }
        sheet.lines.push(entry(line, lang));
    }
    sheet.seal(head.issued_on);
    sheet.done(PaperKind::Scores, "paper.scores")
}

fn entry(line: &ScoreLine, lang: Lang) -> Block {
    let blocks = line.terms.blocks.iter().zip(&line.blocks);
    let parts = blocks.map(|(block, sum)| {
        let name = score::block_name(lang, block);
        format!("{name} {}/{}", sum.counted, sum.most)
    });
    let parts = parts.collect::<Vec<_>>().join(lang.tr("paper.list_comma"));
    let band = line.band.as_ref();
    let band = band.map_or("", |band| score::band_name(lang, band));
    let values: [(&str, &dyn Display); 3] = [
        ("total", &line.total_tenths),
        ("band", &band),
        ("parts", &parts),
    ];
    // What stood there in public is not unsaid.
    let before = line.judged_tenths.filter(|at| *at != line.total_tenths);
    let waits = match (line.state, before) {
        (State::Appealed, _) => lang.tr("paper.scores_appeal").to_owned(),
        (State::Decided, Some(total)) => lang.say("paper.scores_corrected", &[("total", &total)]),
        _ => String::new(),
    };
    let place = line
        .place
        .map_or_else(String::new, |place| place.to_string());
    Block::Field {
        label: format!("{place}  {}", line.person),
        value: together(&[&lang.say("paper.scores_line", &values), &waits]),
    }
}
