//! Colours by role, and the set of glyphs: how the screen looks, never what it says.
//!
//! A view names a [`Role`]; only the files in `themes/` know colours. A [`Look`] is the theme,
//! the glyphs and the language of one post: nothing of it is global, because several posts
//! may run in one process.

use ratatui::style::Color;
use ratatui::style::Modifier;
use ratatui::style::Style;
use serde::Deserialize;

use crate::locale::Lang;
pub use crate::ui::theme::set::Glyphs;
pub use crate::ui::theme::set::Lamp;

mod set;

/// What a piece of the screen means; the theme says how that looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Plain text, and the ground of the whole screen.
    Text,
    /// Less important text.
    Muted,
    /// The name of a screen or a box.
    Title,
    /// Something to notice that is neither good nor bad.
    Accent,
    /// The label of the field that has the keyboard.
    Focus,
    /// The chosen line of a list.
    Select,
    /// A box's lines.
    Border,
    /// The lines of the box that has the keyboard.
    BorderFocus,
    /// In order.
    Ok,
    /// Soon a problem.
    Warn,
    /// A problem now.
    Danger,
    /// A number that has been called.
    Called,
    /// A number that waits.
    Waiting,
    /// A number that is being served.
    Serving,
    /// A key that works now.
    Key,
    /// A key that does not work now.
    KeyOff,
    /// The top line of a screen.
    Banner,
    /// An input field.
    Input,
    /// Characters drawn several rows high.
    Big,
    /// Text read from across the hall.
    BoardText,
    /// What to do next.
    Hint,
}

impl Role {
    /// Every role, in the order of the theme files.
    pub const ALL: [Role; 21] = [
        Role::Text,
        Role::Muted,
        Role::Title,
        Role::Accent,
        Role::Focus,
        Role::Select,
        Role::Border,
        Role::BorderFocus,
        Role::Ok,
        Role::Warn,
        Role::Danger,
        Role::Called,
        Role::Waiting,
        Role::Serving,
        Role::Key,
        Role::KeyOff,
        Role::Banner,
        Role::Input,
        Role::Big,
        Role::BoardText,
        Role::Hint,
    ];

    /// Returns the role's name in a theme file.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Text => "text",
            Role::Muted => "muted",
            Role::Title => "title",
            Role::Accent => "accent",
            Role::Focus => "focus",
            Role::Select => "select",
            Role::Border => "border",
            Role::BorderFocus => "border-focus",
            Role::Ok => "ok",
            Role::Warn => "warn",
            Role::Danger => "danger",
            Role::Called => "called",
            Role::Waiting => "waiting",
            Role::Serving => "serving",
            Role::Key => "key",
            Role::KeyOff => "key-off",
            Role::Banner => "banner",
            Role::Input => "input",
            Role::Big => "big",
            Role::BoardText => "board-text",
            Role::Hint => "hint",
        }
    }

    fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.name() == name)
    }
}

/// Why a theme could not be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ThemeError {
    /// No theme has this name.
    #[error("there is no theme {0:?}; there are default, light, high-contrast and mono")]
    NoSuchTheme(String),
    /// The file is not TOML, or a value has the wrong shape.
    #[error("theme {theme}: {why}")]
    Malformed {
        /// The theme's name.
        theme: String,
        /// What the reader said.
        why: String,
    },
    /// The file names a role that does not exist.
    #[error("theme {theme}: there is no role {role:?}")]
    UnknownRole {
        /// The theme's name.
        theme: String,
        /// The name in the file.
        role: String,
    },
    /// Neither the file nor the one it inherits from has this role.
    #[error("theme {theme}: role {role:?} is missing")]
    MissingRole {
        /// The theme's name.
        theme: String,
        /// The role's name.
        role: &'static str,
    },
    /// A value is no colour.
    #[error("theme {theme}: role {role:?} has {value:?}, which is no colour")]
    NoColour {
        /// The theme's name.
        theme: String,
        /// The role's name.
        role: &'static str,
        /// The value in the file.
        value: String,
    },
}

const FILES: [(&str, &str); 4] = [
    ("default", include_str!("../../themes/default.toml")),
    ("light", include_str!("../../themes/light.toml")),
    (
        "high-contrast",
        include_str!("../../themes/high-contrast.toml"),
    ),
    ("mono", include_str!("../../themes/mono.toml")),
];

/// One role's entry in a theme file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fg: Option<String>,
    bg: Option<String>,
    #[serde(default)]
    bold: bool,
    #[serde(default)]
    underline: bool,
    #[serde(default)]
    reverse: bool,
}

/// A style for every role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
}

impl Theme {
    /// The names of the themes that ship.
    pub const NAMES: [&str; 4] = [FILES[0].0, FILES[1].0, FILES[2].0, FILES[3].0];

    /// Returns the shipped theme of this name.
    pub fn named(name: &str) -> Result<Theme, ThemeError> {
        Theme::parse(name, file(name)?)
    }

    /// Reads a theme file; a role it leaves out comes from the shipped theme it `inherits` from.
    pub fn parse(name: &str, text: &str) -> Result<Theme, ThemeError> {
        let entries = entries(name, text, 0)?;
        let mut styles = [Style::new(); Role::ALL.len()];
        for role in Role::ALL {
            let entry = entries[role as usize]
                .as_ref()
                .ok_or_else(|| ThemeError::MissingRole {
                    theme: name.to_string(),
                    role: role.name(),
                })?;
            let base = match role {
                Role::Text => Style::new(),
                _ => colours_of(styles[Role::Text as usize]),
            };
            styles[role as usize] = base.patch(style(name, role, entry)?);
        }
        Ok(Theme { styles })
    }

    /// Returns the style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// Returns a theme in which every role can be told from its style, for [`crate::ui::paint::roles`].
    pub fn probe() -> Theme {
        let mut styles = [Style::new(); Role::ALL.len()];
        for role in Role::ALL {
            styles[role as usize] = Style::new()
                .fg(Color::Indexed(role as u8))
                .bg(Color::Reset)
                .remove_modifier(Modifier::all());
        }
        Theme { styles }
    }
}

fn file(name: &str) -> Result<&'static str, ThemeError> {
    FILES
        .iter()
        .find(|(n, _)| *n == name)
        .map(|(_, text)| *text)
        .ok_or_else(|| ThemeError::NoSuchTheme(name.to_string()))
}

type Entries = [Option<Entry>; Role::ALL.len()];

fn entries(name: &str, text: &str, depth: u8) -> Result<Entries, ThemeError> {
    let malformed = |why: String| ThemeError::Malformed {
        theme: name.to_string(),
        why,
    };
    let mut table: toml::Table = text.parse().map_err(|e| malformed(format!("{e}")))?;
    let mut entries: Entries = match table.remove("inherits") {
        None => Default::default(),
        Some(toml::Value::String(_)) if depth > 0 => {
            return Err(malformed("a theme inherits from one that inherits".into()));
        }
        Some(toml::Value::String(base)) => self::entries(&base, file(&base)?, depth + 1)?,
        Some(_) => return Err(malformed("`inherits` is not a name".into())),
    };
    for (key, value) in table {
        let role = Role::named(&key).ok_or_else(|| ThemeError::UnknownRole {
            theme: name.to_string(),
            role: key.clone(),
        })?;
        let entry = value
            .try_into()
            .map_err(|e| malformed(format!("role {key:?}: {e}")))?;
        entries[role as usize] = Some(entry);
    }
    Ok(entries)
}

fn colours_of(style: Style) -> Style {
    Style {
        fg: style.fg,
        bg: style.bg,
        ..Style::new()
    }
}

fn style(theme: &str, role: Role, entry: &Entry) -> Result<Style, ThemeError> {
    let colour = |value: &Option<String>| match value {
        None => Ok(None),
        Some(value) => value
            .parse::<Color>()
            .map(Some)
            .map_err(|_| ThemeError::NoColour {
                theme: theme.to_string(),
                role: role.name(),
                value: value.clone(),
            }),
    };
    let mut style = Style::new();
    style.fg = colour(&entry.fg)?;
    style.bg = colour(&entry.bg)?;
    for (on, modifier) in [
        (entry.bold, Modifier::BOLD),
        (entry.underline, Modifier::UNDERLINED),
        (entry.reverse, Modifier::REVERSED),
    ] {
        style = if on {
            style.add_modifier(modifier)
        } else {
            style.remove_modifier(modifier)
        };
    }
    Ok(style)
}

/// How one post looks: its theme, its glyphs, its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The styles.
    pub theme: Theme,
    /// The set of lines, lamps and bars.
    pub glyphs: Glyphs,
    /// The language of the words.
    pub lang: Lang,
}

impl Look {
    /// Returns the style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Returns the words under a locale key.
    pub fn tr(&self, key: &str) -> &'static str {
        self.lang.tr(key)
    }

    /// Returns the look of screen tests: Chinese, Unicode glyphs, the probe theme.
    pub fn probe() -> Look {
        Look {
            theme: Theme::probe(),
            glyphs: Glyphs::Unicode,
            lang: Lang::ZhCn,
        }
    }
}

#[cfg(test)]
mod tests;
