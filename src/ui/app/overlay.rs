//! What lies over every post: the help and the menu, both made from the post's own key table.

use std::path::Path;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::Config;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::locale;
use crate::locale::Lang;
use crate::ops::Error;
use crate::ui::key::Key;
use crate::ui::paint;
use crate::ui::post::Effect;
use crate::ui::post::HintRow;
use crate::ui::post::Post;
use crate::ui::post::said::Said;
use crate::ui::slip;
use crate::ui::slip::EscPosOptions;
use crate::ui::slip::Fonts;
use crate::ui::slip::Format;
use crate::ui::slip::PrintError;
use crate::ui::slip::Slip;
use crate::ui::text;
use crate::ui::theme::Lamp;
use crate::ui::theme::Look;
use crate::ui::theme::Role;

/// The lines of help that PgDn and PgUp go; the smallest screen shows about so many.
const PAGE: usize = 8;

/// What lies over the post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overlay {
    /// Nothing.
    None,
    /// The help, from a line on.
    Help(usize),
    /// The menu with a chosen line.
    Menu(usize),
}

impl Overlay {
    /// Takes a key; `None` leaves it to the post.
    pub(crate) fn key(&mut self, key: Key, post: &mut dyn Post, now: UtcMs) -> Option<Vec<Effect>> {
        if post.is_public() {
            return None;
        }
        match (*self, key) {
            (Overlay::None, Key::F(1)) => *self = Overlay::Help(0),
            (Overlay::None, Key::Digit(0)) if !post.takes_text() => *self = Overlay::Menu(0),
            // In a text field `0` is typed; F10 opens the menu from there too.
            (Overlay::None, Key::F(10)) => *self = Overlay::Menu(0),
            (Overlay::None, _) => return None,
            (_, Key::Esc | Key::F(1)) => *self = Overlay::None,
            (Overlay::Menu(_), Key::Digit(0) | Key::F(10)) => *self = Overlay::None,
            (Overlay::Help(_), Key::Enter) => *self = Overlay::None,
            (Overlay::Help(at), Key::Down | Key::PageDown) => {
                let step = if key == Key::Down { 1 } else { PAGE };
                // Three lines of help fit on the smallest screen, however often they wrap.
                let last = post.hints().len().saturating_sub(3);
                *self = Overlay::Help((at + step).min(last));
            }
            (Overlay::Help(at), Key::Up | Key::PageUp) => {
                let step = if key == Key::Up { 1 } else { PAGE };
                *self = Overlay::Help(at.saturating_sub(step));
            }
            (Overlay::Menu(at), Key::Down) => {
                *self = Overlay::Menu((at + 1).min(post.hints().len().saturating_sub(1)));
            }
            (Overlay::Menu(at), Key::Up) => *self = Overlay::Menu(at.saturating_sub(1)),
            (Overlay::Menu(at), Key::Enter) => return Some(self.choose(at, post, now)),
            (Overlay::Menu(_), Key::Digit(n)) => {
                return Some(self.choose(usize::from(n) - 1, post, now));
            }
            // A function key pressed over the menu does what it does without it.
            (_, Key::F(_)) => {
                *self = Overlay::None;
                return None;
            }
            _ => return Some(vec![Effect::Beep]),
        }
        Some(Vec::new())
    }

    fn choose(&mut self, at: usize, post: &mut dyn Post, now: UtcMs) -> Vec<Effect> {
        match post.hints().get(at).map(|hint| hint.key) {
            Some(key) => {
                *self = Overlay::None;
                post.key(key, now)
            }
            None => vec![Effect::Beep],
        }
    }

    /// Draws it.
    pub(crate) fn view(&self, frame: &mut Frame<'_>, post: &dyn Post, look: &Look) {
        match *self {
            Overlay::None => {}
            Overlay::Help(from) => help(frame, &post.hints(), from, look),
            Overlay::Menu(at) => menu(frame, &post.hints(), at, look),
        }
    }
}

fn help(frame: &mut Frame<'_>, hints: &[HintRow], from: usize, look: &Look) {
    let area = frame.area();
    let width = area.width.saturating_sub(6).min(76);
    // The frame, a blank cell, the column of keys.
    let cells = usize::from(width.saturating_sub(12));
    let wrapped = |hint: &HintRow| text::wrap(look.tr(hint.help), cells).len().max(1);
    let rows: usize = hints.iter().map(wrapped).sum();
    let height = u16::try_from(rows + 2).unwrap_or(u16::MAX);
    let size = (width, height.min(area.height.saturating_sub(4)));
    let buf = frame.buffer_mut();
    let inner = paint::popup(area, buf, size, look.tr("common.help"), look);
    let mut y = inner.y;
    let mut shown = from;
    for hint in hints.iter().skip(from) {
        if y >= inner.bottom() {
            break;
        }
        shown += 1;
        let key = hint.key.to_string();
        paint::put(buf, inner.x + 1, y, &key, 7, look.style(Role::Key));
        let text = Rect {
            x: inner.x + 9,
            y,
            width: inner.width.saturating_sub(10),
            height: inner.bottom() - y,
        };
        let words = look.tr(hint.help);
        let lines = paint::put_wrapped(buf, text, words, look.style(Role::Text));
        y += u16::try_from(lines.max(1)).unwrap_or(1);
    }
    paint::more(inner, buf, (from > 0, shown < hints.len()), look);
}

fn menu(frame: &mut Frame<'_>, hints: &[HintRow], at: usize, look: &Look) {
    let area = frame.area();
    let rows: Vec<(String, String)> = hints
        .iter()
        .enumerate()
        .map(|(i, hint)| {
            let digit = if i < 9 {
                (i + 1).to_string()
            } else {
                String::new()
            };
            let mut label = format!("{}  {}", look.tr(hint.label), hint.key);
            if let Some(why) = hint.why_not {
                label = format!("{label}  {}", look.tr(why));
            }
            (digit, label)
        })
        .collect();
    let items: Vec<paint::Item<'_>> = rows
        .iter()
        .zip(hints)
        .map(|((digit, label), hint)| paint::Item {
            key: digit,
            label,
            enabled: hint.why_not.is_none(),
        })
        .collect();
    let height = u16::try_from(items.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let size = (
        72.min(area.width.saturating_sub(4)),
        height.min(area.height.saturating_sub(2)),
    );
    let inner = paint::popup(area, frame.buffer_mut(), size, look.tr("common.menu"), look);
    let buf = frame.buffer_mut();
    let first = paint::menu(inner, buf, &items, Some(at), look);
    let last = first + usize::from(inner.height);
    paint::more(inner, buf, (first > 0, last < items.len()), look);
}

/// Says at the right of the top row, where posts show the time, that the time is not to be trusted.
pub(crate) fn clock_notice(frame: &mut Frame<'_>, lag: Seconds, look: &Look) {
    let said = locale::clock_suspect(look.lang, lag);
    let shown = format!(" {} ", paint::lamp(Lamp::Over, &said, look.glyphs));
    let area = frame.area();
    let cells = u16::try_from(text::width(&shown)).unwrap_or(u16::MAX);
    let cells = cells.min(area.width);
    let place = Rect::new(area.right() - cells, area.y, cells, 1);
    let buf = frame.buffer_mut();
    paint::ground(place, buf, look, Role::Text);
    paint::put(
        buf,
        place.x,
        place.y,
        &shown,
        cells,
        look.style(Lamp::Over.role()),
    );
}

/// Returns what a person reads about an error, in a language.
pub fn sentence(error: &Error, lang: Lang) -> String {
    Said::from_error(error).text(lang)
}

/// Sends a slip to the printer of the settings; a relative folder lies in the store's.
pub(crate) fn print(
    config: &Config,
    slip: &Slip,
    name: &str,
    dir: &Path,
) -> Result<(), PrintError> {
    let printer = slip::printer(&config.kiosk.printer, dir).map_err(|_| PrintError::NoPrinter)?;
    let format: Format = config.kiosk.format.parse().unwrap_or(Format::Text);
    // Without a font a rare character is a box, which the slip can live with.
    let fonts = Fonts::find(&config.print.font).ok();
    let bytes = slip::render(slip, format, &EscPosOptions::default(), fonts.as_ref());
    slip::print(&printer, &bytes, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::paint::screen;
    use crate::ui::post::window::KEYS;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    fn hints() -> Vec<HintRow> {
        let row = |row: &crate::ui::key::KeyRow<_>| HintRow {
            key: row.key,
            label: row.label,
            help: row.help,
            why_not: Some("window.why_errand_open"),
        };
        KEYS.iter().map(row).collect()
    }

    fn shown(columns: u16, rows: u16, draw: impl Fn(&mut Frame<'_>)) -> String {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| draw(frame)).unwrap();
        screen(terminal.backend().buffer())
    }

    #[test]
    fn every_line_of_the_help_can_be_reached_on_the_smallest_screen() {
        let hints = hints();
        for lang in Lang::ALL {
            let look = Look {
                lang,
                ..Look::probe()
            };
            let last = hints.len() - 3;
            let at = |from| shown(60, 15, |frame| help(frame, &hints, from, &look));
            assert!(at(0).contains('↓') && !at(0).contains('↑'));
            assert!(
                at(last).contains('↑') && !at(last).contains('↓'),
                "{}",
                at(last)
            );
            let end = hints.last().unwrap().key.to_string();
            assert!(at(last).contains(&end), "{end}");
        }
    }

    #[test]
    fn help_that_fits_takes_no_more_room_than_it_needs() {
        let look = Look::probe();
        let few = &hints()[..3];
        let text = shown(80, 24, |frame| help(frame, few, 0, &look));
        assert_eq!(text.lines().filter(|line| line.contains('│')).count(), 3);
        assert!(!text.contains(['↑', '↓']), "{text}");
    }

    #[test]
    fn the_menu_shows_that_it_goes_on_and_says_whole_reasons() {
        let (hints, look) = (hints(), Look::probe());
        let text = shown(80, 24, |frame| menu(frame, &hints, 0, &look));
        assert!(text.contains('↓') && !text.contains('↑'), "{text}");
        assert!(!text.contains('⋯'), "{text}");
        let last = hints.len() - 1;
        let text = shown(80, 24, |frame| menu(frame, &hints, last, &look));
        assert!(text.contains('↑') && !text.contains('↓'), "{text}");
    }
}
