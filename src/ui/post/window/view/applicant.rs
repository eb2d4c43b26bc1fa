//! The applicant: masked unless it is being typed, and what is odd about a number.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

use crate::domain::matter::Matter;
use crate::domain::number;
use crate::domain::number::mask_id;
use crate::domain::number::mask_phone;
use crate::ui::paint;
use crate::ui::post::window::form::Focus;
use crate::ui::post::window::form::Form;
use crate::ui::post::window::view;
use crate::ui::post::window::view::labelled;
use crate::ui::post::window::view::row_of;
use crate::ui::post::window::view::words;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// What is shown of an applicant's field while the keyboard is elsewhere.
fn masked(form: &Form, focus: Focus) -> String {
    match focus {
        Focus::Number => mask_id(form.number.value()),
        Focus::Phone => mask_phone(form.phone.value()),
        Focus::Village => form.village.value().to_owned(),
        Focus::Proxy => form.proxy.value().to_owned(),
        _ => form.name.value().to_owned(),
    }
}

/// Draws the applicant's fields; returns the caret.
pub(super) fn draw(
    form: &Form,
    matter: Option<&Matter>,
    area: Rect,
    buf: &mut Buffer,
    look: &Look,
) -> Option<Position> {
    let focused = form.focus.is_applicant();
    let inner = paint::frame_box(area, buf, look.tr("window.applicant"), look, focused);
    let fields = [
        (Focus::Name, "window.name_label", &form.name),
        (Focus::Number, "window.number", &form.number),
        (Focus::Phone, "window.phone", &form.phone),
        (Focus::Village, "window.village", &form.village),
        (Focus::Proxy, "window.proxy", &form.proxy),
    ];
    let number = words::number(
        form.number.value(),
        form.day,
        form.focus == Focus::Number,
        look.lang,
    );
    let phone = number::phone(form.phone.value()).findings.first().copied();
    let phone = phone.filter(|_| form.focus != Focus::Phone);
    let phone = phone.map(|odd| words::finding(odd, look.lang));
    let proxy = words::proxy(matter, form.proxy.value(), look.lang);
    let mut caret = None;
    let mut below = Vec::new();
    for ((focus, label, field), at) in fields.into_iter().zip(0u16..) {
        let here = form.focus == focus;
        let place = labelled(buf, row_of(inner, at), look.tr(label), here, look);
        let told = match focus {
            Focus::Number => number.as_ref(),
            Focus::Phone => phone.as_ref(),
            Focus::Proxy => proxy.as_ref(),
            _ => None,
        };
        let mut end = place.x;
        if here {
            caret = view::field(field, place, buf, look);
        } else {
            let shown = masked(form, focus);
            end = paint::put(
                buf,
                place.x,
                place.y,
                &shown,
                place.width,
                look.style(Role::Text),
            );
        }
        if let Some(told) = told {
            let fits = crate::ui::text::width(&told.words) + 3;
            let room = place.right().saturating_sub(end + 2);
            if !here && fits <= usize::from(room) {
                put_told(told, Rect::new(end + 2, place.y, room, 1), buf, look);
            } else {
                below.push((label, told));
            }
        }
    }
    // A free row above, where there is one, says that they are not about the last field.
    let first = if inner.height > 7 { 6 } else { 5 };
    for ((label, told), at) in below.into_iter().zip(first..) {
        let place = labelled(buf, row_of(inner, at), look.tr(label), false, look);
        put_told(told, place, buf, look);
    }
    caret
}

fn put_told(told: &words::Told, row: Rect, buf: &mut Buffer, look: &Look) {
    if row.is_empty() {
        return;
    }
    let (mark, role) = if told.odd {
        (look.glyphs.lamp(Lamp::Soon), Role::Warn)
    } else {
        ("", Role::Muted)
    };
    let words = format!("{mark}{}", told.words);
    paint::put(buf, row.x, row.y, &words, row.width, look.style(role));
}
