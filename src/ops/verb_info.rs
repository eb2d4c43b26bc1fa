//! What lists and help know of a verb.

/// A verb as lists and help show it.
#[derive(Debug, Clone, Copy)]
pub struct VerbInfo {
    /// Its word, as in `yizhan do call_next`; `verb.<word>` is its sentence.
    pub word: &'static str,
    /// The fields it cannot do without; `verb.<word>-<field>`, else `verb.field-<field>`, says what
    /// each of them takes.
    pub necessary: &'static [&'static str],
    /// The fields that may be left out.
    pub optional: &'static [&'static str],
}

impl VerbInfo {
    /// Returns all fields, the necessary ones first.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> {
        self.necessary.iter().chain(self.optional).copied()
    }
}
