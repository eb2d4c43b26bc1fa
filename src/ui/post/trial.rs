//! What the tests of several posts have in common: keys by their names, and the screen as text.

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::domain::time::UtcMs;
use crate::ui::app::App;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::paint;
use crate::ui::post::Post;
use crate::ui::theme::Look;

/// Reads words parted by blanks: `F2`, `Enter`, `^g`, `Down`; anything else letter by letter.
pub(super) fn keys(typed: &str) -> Vec<Key> {
    let words = typed.split(' ').filter(|word| !word.is_empty());
    words.flat_map(keys_of).collect()
}

fn keys_of(word: &str) -> Vec<Key> {
    let number = word.strip_prefix('F').and_then(|n| n.parse().ok());
    match (word, number) {
        (_, Some(n)) => vec![Key::F(n)],
        ("Enter", _) => vec![Key::Enter],
        ("Esc", _) => vec![Key::Esc],
        ("Tab", _) => vec![Key::Tab],
        ("Up", _) => vec![Key::Up],
        ("Down", _) => vec![Key::Down],
        ("Left", _) => vec![Key::Left],
        ("Right", _) => vec![Key::Right],
        ("Home", _) => vec![Key::Home],
        ("Backspace", _) => vec![Key::Backspace],
        ("Space", _) => vec![Key::Char(' ')],
        _ => match word.strip_prefix('^') {
            Some(letter) => letter.chars().map(Key::Ctrl).collect(),
            None => word.chars().filter_map(Key::of_char).collect(),
        },
    }
}

/// Returns what the post draws, as text.
pub(super) fn screen(post: &dyn Post, size: (u16, u16), look: &Look, now: UtcMs) -> String {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    let frame = terminal.draw(|frame| post.view(frame, look, now)).unwrap();
    paint::screen(frame.buffer)
}

/// Returns what a whole session draws, as text.
pub(super) fn session(app: &App, size: (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    let frame = terminal.draw(|frame| app.draw(frame)).unwrap();
    paint::screen(frame.buffer)
}

/// Checks that tables name no key twice, and each with words.
pub(super) fn spoken<A>(tables: &[&[KeyRow<A>]]) {
    for table in tables {
        assert_eq!(key::duplicate(table), None);
        assert_eq!(key::unspoken(table), None);
    }
}

/// Checks that no key of a table is a letter, or one that a text field needs.
pub(super) fn beside_fields<A>(rows: impl IntoIterator<Item = &'static KeyRow<A>>)
where
    A: 'static,
{
    let mut field = crate::ui::field::Field::text(9);
    field.set("张三丰");
    for row in rows {
        assert_eq!(row.key.typed(), None, "{}", row.key);
        let outcome = field.key(row.key);
        assert_eq!(outcome, crate::ui::field::Outcome::Ignored, "{}", row.key);
    }
}
