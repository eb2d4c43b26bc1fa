//! The catalogue and one matter of it as a form: only drawing.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::matter::Material;
use crate::domain::matter::PaperForm;
use crate::domain::matter_file;
use crate::domain::matter_file::Field as Column;
use crate::locale::Lang;
use crate::locale::catalogue;
use crate::locale::catalogue::limit;
use crate::ui::paint;
use crate::ui::post::duty::matter::Form;
use crate::ui::post::duty::matter::Line;
use crate::ui::post::duty::view::Draw;
use crate::ui::post::duty::view::List;
use crate::ui::text;
use crate::ui::theme::Role;

/// The room for the name of a line, cells.
const NAME: u16 = 20;
/// The most findings shown; the lines of the form need the rest.
const MOST: usize = 3;

/// Draws the matters found.
pub(super) fn list(draw: &Draw<'_>, area: Rect, buf: &mut Buffer) {
    let (post, words, look) = (draw.post, &draw.words, draw.look);
    let found = post.found();
    if found.is_empty() {
        let style = look.style(Role::Muted);
        let key = match post.catalogue {
            Some(_) => "duty.no_matter",
            None => "duty.reading",
        };
        paint::put(buf, area.x + 1, area.y, look.tr(key), area.width, style);
        return;
    }
    let list = List {
        columns: &[
            paint::Column::left(10),
            paint::Column::left(0),
            paint::Column::left(10),
            paint::Column::left(10),
            paint::Column::left(10),
        ],
        head: &[
            "duty.col_code",
            "duty.col_matter",
            "duty.col_centre",
            "duty.col_statutory",
            "duty.col_promised",
        ],
        rows: found.len(),
        line: |at| {
            let matter = found[at];
            vec![
                matter.code.clone(),
                matter.name.clone(),
                words.centre(matter.centre).to_owned(),
                limit(look.lang, matter.statutory),
                limit(look.lang, matter.promised),
            ]
        },
    };
    list.draw(area, buf, post.at, look);
}

/// Draws a matter and returns where the caret is.
pub(super) fn form(draw: &Draw<'_>, form: &Form, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let look = draw.look;
    let name = form.text(Line::Field(Column::Name));
    let title = match &form.code {
        Some(code) => format!("{code} {name}"),
        None => look.tr("duty.matter_new").to_owned(),
    };
    let title = text::fit(&crate::domain::plain::visible(&title), 50).into_owned();
    let inner = paint::frame_box(area, buf, &title, look, draw.post.dialogs.is_empty());
    if inner.height < 4 {
        return None;
    }
    paint::put(
        buf,
        inner.x + 1,
        inner.y,
        &hint(form, look.lang),
        inner.width.saturating_sub(1),
        look.style(Role::Hint),
    );
    let notes = notes(form, look.lang);
    let under = u16::try_from(notes.len()).unwrap_or(0);
    let body = Rect {
        y: inner.y + 1,
        height: inner.height.saturating_sub(1 + under),
        ..inner
    };
    let caret = lines(draw, form, body, buf);
    for (note, y) in notes.iter().zip(body.bottom()..inner.bottom()) {
        let style = look.style(Role::Warn);
        paint::put(
            buf,
            inner.x + 1,
            y,
            note,
            inner.width.saturating_sub(1),
            style,
        );
    }
    caret
}

fn lines(draw: &Draw<'_>, form: &Form, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let look = draw.look;
    let lines = form.lines();
    let fit = usize::from(area.height);
    let at = form.at.min(lines.len().saturating_sub(1));
    // A few lines after the chosen one stay in sight, where there are any.
    let first = (at + 3).min(lines.len()).saturating_sub(fit).min(at);
    let below = first + fit < lines.len();
    paint::more(area, buf, (false, below), look);
    let mut caret = None;
    for (n, y) in (first..lines.len()).zip(area.y..area.bottom()) {
        let line = lines[n];
        let chosen = n == at;
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        let role = if chosen { Role::Select } else { Role::Text };
        paint::ground(row, buf, look, role);
        let label = format!(" {}", label(line, look.lang));
        let x = area.x + NAME.min(area.width);
        paint::put(buf, area.x, y, &label, NAME - 1, look.style(role));
        let room = Rect {
            x,
            width: area.right().saturating_sub(x + 1),
            ..row
        };
        match (&form.edit, chosen) {
            (Some(field), true) => caret = field.draw(room, buf, look.style(Role::Input)),
            _ => {
                let value = value(form, line, draw);
                let value = text::fit(&value, usize::from(room.width)).into_owned();
                paint::put(buf, x, y, &value, room.width, look.style(role));
            }
        }
    }
    caret
}

fn label(line: Line, lang: Lang) -> String {
    match line {
        Line::Field(column) => catalogue::column(lang, column),
        Line::Paper(n) => lang.say("duty.matter_paper", &[("n", &(n + 1))]),
        Line::Step(n) => lang.say("duty.matter_step", &[("n", &(n + 1))]),
    }
}

/// Returns what a line shows while nobody writes in it: words instead of signs.
fn value(form: &Form, line: Line, draw: &Draw<'_>) -> String {
    let lang = draw.look.lang;
    let text = form.text(line);
    let word = |text: &str| {
        lang.lookup(&format!("duty.word_{text}"))
            .unwrap_or(text)
            .to_owned()
    };
    let shown = match line {
        Line::Paper(_) | Line::Step(_) if text.is_empty() => lang.tr("duty.matter_add").to_owned(),
        Line::Paper(_) => paper(&matter_file::material_from_text(text), lang),
        Line::Step(_) => match matter_file::step_from_text(text) {
            Ok(step) => format!("{}  {}", step.name, limit(lang, step.limit)),
            Err(_) => text.to_owned(),
        },
        Line::Field(Column::Statutory | Column::Promised) => match text.parse() {
            Ok(read) => limit(lang, read),
            Err(_) => text.to_owned(),
        },
        Line::Field(Column::Centre) => match text.parse() {
            Ok(centre) => draw.words.centre(centre).to_owned(),
            Err(_) => text.to_owned(),
        },
        Line::Field(Column::InPerson) if text.is_empty() => word("no"),
        Line::Field(Column::Proxy) if text.is_empty() => word("allowed"),
        Line::Field(Column::InPerson | Column::Proxy) => word(text),
        Line::Field(Column::Channels) => {
            let words: Vec<String> = text.split('|').map(word).collect();
            words.join(" ")
        }
        Line::Field(Column::Aliases | Column::Joint) => text.replace('|', lang.tr("duty.comma")),
        Line::Field(_) => text.to_owned(),
    };
    crate::domain::plain::visible(&shown).into_owned()
}

fn paper(paper: &Material, lang: Lang) -> String {
    let mut out = paper.name.clone();
    let mut add = |part: &str| {
        out.push_str("  ");
        out.push_str(part);
    };
    match paper.form {
        PaperForm::Original => {}
        PaperForm::Copy => add(lang.tr("duty.word_copy")),
        PaperForm::Check => add(lang.tr("duty.word_check")),
    }
    if paper.count > 1 {
        add(&lang.say("duty.paper_count", &[("n", &paper.count)]));
    }
    if !paper.issuer.is_empty() {
        add(&lang.say("duty.paper_issuer", &[("issuer", &paper.issuer)]));
    }
    if paper.deferrable {
        add(lang.tr("duty.paper_later"));
    }
    out
}

/// Returns how the chosen line is written.
fn hint(form: &Form, lang: Lang) -> String {
    if let Some(note) = form.edit.as_ref().and_then(|f| f.note_text(lang)) {
        return note;
    }
    lang.tr(match form.line() {
        Line::Paper(_) => "duty.hint_paper",
        Line::Step(_) => "duty.hint_step",
        Line::Field(Column::Code) if form.code.is_some() => "duty.hint_code_kept",
        Line::Field(Column::Code) => "duty.hint_code",
        Line::Field(Column::Statutory | Column::Promised) => "duty.hint_limit",
        Line::Field(Column::Centre | Column::InPerson | Column::Proxy) => "duty.hint_turn",
        Line::Field(Column::Channels) => "duty.hint_channels",
        Line::Field(Column::Aliases | Column::Joint) => "duty.hint_several",
        Line::Field(_) => "duty.hint_line",
    })
    .to_owned()
}

/// Returns what keeps the matter from being saved, or what is odd about it.
fn notes(form: &Form, lang: Lang) -> Vec<String> {
    let mut notes: Vec<String> = match &form.wrong {
        Some(reason) => vec![catalogue::row(lang, reason)],
        None => {
            let findings = form.findings.iter();
            findings.map(|f| catalogue::finding(lang, f)).collect()
        }
    };
    let more = notes.len().saturating_sub(MOST);
    if more > 0 {
        notes.truncate(MOST - 1);
        notes.push(lang.say("duty.findings_more", &[("n", &(more + 1))]));
    }
    let mark = |note: String| format!("▲ {note}");
    notes.into_iter().map(mark).collect()
}
