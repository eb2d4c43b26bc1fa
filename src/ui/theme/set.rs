//! The two sets of glyphs: Unicode, and ASCII for terminals that draw lines two cells wide.

use ratatui::symbols::border;

use crate::ui::theme::Role;

/// A red-yellow-green lamp: always colour, shape and word together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lamp {
    /// In order (●正常).
    Ok,
    /// Soon due (▲临期).
    Soon,
    /// Over due, or wrong now (■超期).
    Over,
    /// Not in use.
    Off,
}

impl Lamp {
    /// Every lamp.
    pub const ALL: [Lamp; 4] = [Lamp::Ok, Lamp::Soon, Lamp::Over, Lamp::Off];

    /// Returns the role that colours the lamp.
    pub const fn role(self) -> Role {
        match self {
            Lamp::Ok => Role::Ok,
            Lamp::Soon => Role::Warn,
            Lamp::Over => Role::Danger,
            Lamp::Off => Role::Muted,
        }
    }
}

/// The set of lines, lamps and bars a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Glyphs {
    /// Box drawing and blocks, one cell each.
    #[default]
    Unicode,
    /// Nothing but ASCII.
    Ascii,
}

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

impl Glyphs {
    const fn pick(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self {
            Glyphs::Unicode => unicode,
            Glyphs::Ascii => ascii,
        }
    }

    /// Returns the lines of a box.
    pub const fn border(self) -> border::Set<'static> {
        match self {
            Glyphs::Unicode => border::PLAIN,
            Glyphs::Ascii => ASCII_BORDER,
        }
    }

    /// Returns one cell of a horizontal rule.
    pub const fn rule(self) -> &'static str {
        self.pick("─", "-")
    }

    /// Returns a lamp's shape; a different one for each lamp.
    pub const fn lamp(self, lamp: Lamp) -> &'static str {
        match lamp {
            Lamp::Ok => self.pick("●", "o"),
            Lamp::Soon => self.pick("▲", "!"),
            Lamp::Over => self.pick("■", "X"),
            Lamp::Off => self.pick("○", "."),
        }
    }

    /// Returns a tick box; ASCII in both sets.
    pub const fn tick(self, on: bool) -> &'static str {
        if on { "[x]" } else { "[ ]" }
    }

    /// Returns the sign that something was cut off.
    pub const fn cut(self) -> &'static str {
        self.pick("⋯", "..")
    }

    /// Returns the pointer before the chosen line of a list.
    pub const fn pointer(self) -> &'static str {
        self.pick("▸", ">")
    }

    /// Returns the arrow from one thing to another.
    pub const fn arrow(self) -> &'static str {
        self.pick("→", "->")
    }

    /// Returns the done cell and the open cell of a progress bar.
    pub const fn progress(self) -> (&'static str, &'static str) {
        match self {
            Glyphs::Unicode => ("■", "□"),
            Glyphs::Ascii => ("#", "."),
        }
    }

    /// Returns the nine fillings of a bar's cell, from empty to full.
    pub const fn bar_levels(self) -> [&'static str; 9] {
        match self {
            Glyphs::Unicode => [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
            Glyphs::Ascii => [" ", ".", ".", ":", ":", "#", "#", "#", "#"],
        }
    }

    /// Returns the ASCII twin of a one-cell glyph that some terminals draw two cells wide.
    ///
    /// Views may write these glyphs directly; [`crate::ui::paint::to_ascii`] puts the twins in.
    pub const fn twin(symbol: char) -> Option<&'static str> {
        Some(match symbol {
            '─' | '━' | '═' | '—' | '–' | '―' => "-",
            '│' | '┃' | '║' | '┤' | '├' => "|",
            '┌' | '┐' | '└' | '┘' | '┬' | '┴' | '┼' => "+",
            '●' | '◎' => "o",
            '○' | '□' | '◇' | '☐' => ".",
            '▲' | '△' => "!",
            '■' | '◆' => "X",
            '█' | '▇' | '▆' | '▅' | '▓' | '▒' => "#",
            '▄' | '▃' | '▌' | '▐' | '▀' | '▙' | '▛' | '▜' | '▟' | '▚' | '▞' => {
                ":"
            }
            '▂' | '▁' | '▖' | '▗' | '▘' | '▝' | '░' => ".",
            '⋯' | '…' => "~",
            '·' | '•' => ".",
            '▸' | '►' | '▶' | '→' => ">",
            '←' | '◀' => "<",
            '↑' => "^",
            '↓' | '▼' => "v",
            '✓' | '√' => "v",
            '×' => "x",
            '“' | '”' => "\"",
            '‘' | '’' => "'",
            _ => return None,
        })
    }
}
