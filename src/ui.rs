//! The terminal: loop, keymap, theme, text, widgets and posts.

/// Compares a drawn screen with its file in `tests/snapshots`; a macro, so that the file names the
/// test it is of.
#[cfg(test)]
macro_rules! snapshot {
    ($name:expr, $screen:expr) => {
        insta::with_settings!({
            snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!($name, $screen) })
    };
}

/// Returns a row of a post's table of keys, from how its label and its help begin in the locales. A macro,
/// as a table is made before the program runs.
macro_rules! worded {
    ($label:literal, $help:literal, $key:expr, $action:ident, $word:literal) => {
        $crate::ui::key::row(
            $key,
            Action::$action,
            concat!($label, $word),
            concat!($help, $word),
        )
    };
}

pub mod app;
pub mod field;
pub mod glyphs;
pub mod key;
pub mod paint;
pub mod paper;
pub mod post;
pub mod results;
pub mod slip;
pub mod text;
pub mod theme;
