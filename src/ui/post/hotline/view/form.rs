//! The call being written down; what is known beside it.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::hotline::Channel;
use crate::domain::hotline::JobKind;
use crate::domain::hotline::Spot;
use crate::domain::number;
use crate::ui::paint;
use crate::ui::post::hotline::HotlinePost;
use crate::ui::post::hotline::form::Focus;
use crate::ui::post::hotline::form::Form;
use crate::ui::post::hotline::view::job;
use crate::ui::post::village::view::inset;
use crate::ui::post::window::view::label;
use crate::ui::post::window::view::row_of;
use crate::ui::post::window::view::words::finding;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// Returns the key of what to do in the focused field.
pub(super) fn tip(post: &HotlinePost) -> Option<&'static str> {
    Some(match post.form.as_ref()?.focus {
        Focus::Kind => "hotline.tip_kind",
        Focus::What => "hotline.tip_what",
        Focus::Answer => "hotline.tip_answer",
        Focus::Name => "hotline.tip_name",
        Focus::Phone => "hotline.tip_phone",
        Focus::Village => "hotline.tip_village",
        Focus::Place => "hotline.tip_place",
        Focus::Person => "hotline.tip_person",
        Focus::When => "hotline.tip_when",
        Focus::Spot => "hotline.tip_spot",
        Focus::Channel => "hotline.tip_channel",
    })
}

/// The cells of a label with its mark.
const LABEL: u16 = 10;

fn label_key(focus: Focus) -> &'static str {
    match focus {
        Focus::Kind => "hotline.kind",
        Focus::What => "hotline.what",
        Focus::Answer => "hotline.answer",
        Focus::Name => "hotline.name_label",
        Focus::Phone => "hotline.phone",
        Focus::Village => "hotline.village",
        Focus::Place => "hotline.where",
        Focus::Person => "hotline.person",
        Focus::When => "hotline.when",
        Focus::Spot => "hotline.spot",
        Focus::Channel => "hotline.channel",
    }
}

/// Draws the form; returns the caret.
pub(super) fn draw(
    post: &HotlinePost,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let form = post.form.as_ref()?;
    let left = (area.width / 2 + 6).min(64);
    let fields = Rect {
        width: left,
        ..area
    };
    let beside = Rect {
        x: area.x + left,
        width: area.width - left,
        ..area
    };
    let title = match form.kind {
        JobKind::Visit => "hotline.k_book",
        _ => "hotline.k_take",
    };
    let inner = paint::frame_box(fields, buf, look.tr(title), look, true);
    let mut caret = None;
    let asked = Focus::ORDER.into_iter().filter(|focus| form.has(*focus));
    for (y, focus) in (0..).zip(asked) {
        let at = field(form, focus, row_of(inset(inner), y), buf, look);
        caret = caret.or(at);
    }
    aside(post, form, beside, buf, look);
    caret
}

fn field(form: &Form, focus: Focus, row: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
    if row.is_empty() {
        return None;
    }
    let here = form.focus == focus;
    let place = label(buf, row, (look.tr(label_key(focus)), LABEL), here, look);
    let choice = |keys: &[&'static str], at: usize| -> String {
        match here {
            false => keys.get(at).map_or("", |key| look.tr(key)).to_owned(),
            true => {
                let named = keys.iter().zip(1..);
                let named: Vec<String> = named
                    .map(|(key, no): (&&str, usize)| format!("{no}{}", look.tr(key)))
                    .collect();
                named.join(" ")
            }
        }
    };
    let words = match focus {
        Focus::Kind => choice(&JobKind::ALL.map(job::kind_key), form.kind as usize),
        Focus::Spot => choice(&Spot::ALL.map(job::spot_key), form.spot as usize),
        Focus::Channel => choice(&Channel::ALL.map(job::channel_key), form.channel as usize),
        _ if here => {
            let style = look.style(Role::Input);
            return form
                .field(focus)
                .and_then(|field| field.draw(place, buf, style));
        }
        _ => form.value(focus).to_owned(),
    };
    paint::put(
        buf,
        place.x,
        place.y,
        &words,
        place.width,
        look.style(Role::Text),
    );
    None
}

/// What is known beside the fields: where the job would go and why, and what a digit puts in.
fn aside(post: &HotlinePost, form: &Form, area: Rect, buf: &mut Buffer, look: &Look) {
    let inner = inset(paint::frame_box(
        area,
        buf,
        look.tr("hotline.nearest"),
        look,
        false,
    ));
    let mut said: Vec<(Role, String)> = Vec::new();
    if let Some(board) = &post.board {
        let (station, why) = form.nearest(board);
        said.push((Role::Title, station.name));
        said.push((Role::Text, look.tr(job::why_key(why)).to_owned()));
        said.push((Role::Text, form.called(board)));
        said.retain(|(_, words)| !words.is_empty());
    }
    let phone = number::phone(form.value(Focus::Phone));
    let typing = form.focus == Focus::Phone;
    if let Some(odd) = phone.findings.first().filter(|_| !typing) {
        said.push((Role::Warn, finding(*odd, look.lang).words));
    }
    if form.kind.is_asked() {
        said.push((Role::Muted, look.tr("hotline.asked_rule").to_owned()));
    } else {
        said.push((Role::Muted, look.tr("hotline.sent_rule").to_owned()));
    }
    let offered = form.offered().iter().take(9).zip(1..);
    said.extend(offered.map(|(word, no): (&String, usize)| (Role::Text, format!("{no} {word}"))));
    let mut y = inner.y;
    for (role, words) in said {
        let place = Rect {
            y,
            height: inner.bottom().saturating_sub(y),
            ..inner
        };
        if place.is_empty() {
            return;
        }
        let rows = paint::put_wrapped(buf, place, &words, look.style(role)).max(1);
        y = y.saturating_add(u16::try_from(rows).unwrap_or(u16::MAX));
    }
}
