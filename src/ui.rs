//! The terminal: loop, keymap, theme, text, widgets and posts.

pub mod app;
pub mod field;
pub mod glyphs;
pub mod key;
pub mod paint;
pub mod paper;
pub mod post;
pub mod slip;
pub mod text;
pub mod theme;
