//! The system's Chinese fonts: which are there, and which glyph draws a character.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::OnceLock;

use skrifa::FontRef;
use skrifa::MetadataProvider;
use skrifa::instance::LocationRef;
use skrifa::instance::Size;
use skrifa::outline::DrawSettings;
use skrifa::outline::OutlinePen;
use skrifa::raw::FileRef;
use skrifa::string::StringId;

/// Where Chinese fonts lie, the best first; the first one there is the font of the text.
const PLACES: [&str; 10] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/wenquanyi/wqy-zenhei/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
];

/// Where fonts of rare characters lie; they are asked only for what the others lack.
const RARE_PLACES: [&str; 6] = [
    "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
    "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/opentype/unifont/unifont.otf",
    "/usr/share/fonts/opentype/unifont/unifont_upper.otf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
];

/// Says why there is no font to print with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// None of the usual places holds a Chinese font and the settings name none.
    #[error(
        "no Chinese font was found: `apt install fonts-noto-cjk`, or name a font file under [print] font in hall.toml"
    )]
    None,
    /// A font the settings name is not there, or is no font.
    #[error(
        "{} under [print] font in hall.toml is not a font file this program can read", path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
    },
}

/// The fonts papers are drawn with; a font's file is read when the first character asks for it.
#[derive(Debug)]
pub struct Fonts {
    sources: Vec<Source>,
}

#[derive(Debug)]
struct Source {
    path: PathBuf,
    /// Whether the hall named it: only such a font knows what the hall's private characters look like.
    named: bool,
    face: OnceLock<Option<Face>>,
}

/// One font of a file.
#[derive(Debug)]
pub(crate) struct Face {
    /// The whole file.
    pub(crate) data: Arc<Vec<u8>>,
    /// Which of the file's fonts.
    pub(crate) index: u32,
}

/// The glyph of a character.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    /// Which of the fonts draws it.
    pub(crate) face: usize,
    /// Its number in that font.
    pub(crate) id: u32,
    /// How far the next one stands, in parts of the size.
    pub(crate) advance: f32,
}

impl Fonts {
    /// Finds the fonts: those of the settings (paths, separated by commas), then those in the usual places.
    ///
    /// No file is read yet, but for the first bytes of a named one.
    ///
    /// # Errors
    /// [`FontError::Unreadable`] for a named font that cannot be used, [`FontError::None`] when there is no font at all.
    pub fn find(named: &str) -> Result<Fonts, FontError> {
        Fonts::among(named, &[PLACES.as_slice(), &RARE_PLACES].concat())
    }

    fn among(named: &str, places: &[&str]) -> Result<Fonts, FontError> {
        let mut sources = Vec::new();
        for path in named.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            if !is_font(Path::new(path)) {
                return Err(FontError::Unreadable { path: path.into() });
            }
            sources.push(Source::new(path, true));
        }
        let chinese = places
            .iter()
            .any(|p| !RARE_PLACES.contains(p) && Path::new(p).is_file());
        if sources.is_empty() && !chinese {
            return Err(FontError::None);
        }
        let usual = places.iter().filter(|place| Path::new(place).is_file());
        sources.extend(usual.map(|place| Source::new(place, false)));
        Ok(Fonts { sources })
    }

    /// Says whether some font draws the character.
    #[must_use]
    pub fn can_draw(&self, c: char) -> bool {
        self.glyph(c).is_some()
    }

    /// Finds the glyph of a character in the first font that has one.
    pub(crate) fn glyph(&self, c: char) -> Option<Glyph> {
        let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
        self.sources
            .iter()
            .enumerate()
            .filter(|(_, source)| source.named || !private)
            .find_map(|(at, source)| source.face()?.glyph(c, at))
    }

    /// Returns one of the fonts, by [`Glyph::face`].
    pub(crate) fn face(&self, at: usize) -> Option<&Face> {
        self.sources.get(at)?.face()
    }

    /// Draws a glyph's outline in dots of the size, upwards from the baseline.
    pub(crate) fn outline(&self, glyph: Glyph, size: f32, pen: &mut impl OutlinePen) -> Option<()> {
        let font = self.face(glyph.face)?.font()?;
        let outline = font.outline_glyphs().get(glyph.id.into())?;
        let settings = DrawSettings::unhinted(Size::new(size), LocationRef::default());
        outline.draw(settings, pen).ok().map(|_| ())
    }
}

impl Source {
    fn new(path: &str, named: bool) -> Source {
        Source {
            path: path.into(),
            named,
            face: OnceLock::new(),
        }
    }

    fn face(&self) -> Option<&Face> {
        let face = self.face.get_or_init(|| Face::read(&self.path));
        face.as_ref()
    }
}

impl Face {
    fn read(path: &Path) -> Option<Face> {
        let data = fs::read(path).ok()?;
        let index = chinese_of(&data)?;
        let data = Arc::new(data);
        Some(Face { data, index })
    }

    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.data, self.index).ok()
    }

    fn glyph(&self, c: char, at: usize) -> Option<Glyph> {
        let font = self.font()?;
        let id = font.charmap().map(c).filter(|id| id.to_u32() != 0)?;
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        Some(Glyph {
            face: at,
            id: id.to_u32(),
            advance: metrics.advance_width(id)?,
        })
    }
}

/// Says whether a file begins as a font does.
///
/// Source: OpenType specification, "Organization of an OpenType font".
fn is_font(path: &Path) -> bool {
    let mut start = [0; 4];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && matches!(&start, b"ttcf" | b"OTTO" | b"true" | [0, 1, 0, 0])
}

/// Chooses the font of mainland shapes in a file of several; the first where none says so.
fn chinese_of(data: &[u8]) -> Option<u32> {
    let file = FileRef::new(data).ok()?;
    let simplified = file.fonts().position(|font| {
        let Ok(font) = font else { return false };
        let mut names = font.localized_strings(StringId::FAMILY_NAME);
        names.any(|name| {
            let name = name.to_string();
            name.ends_with(" SC") && !name.contains("Mono")
        })
    });
    let first = file.fonts().position(|font| font.is_ok())?;
    u32::try_from(simplified.unwrap_or(first)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_font_the_error_names_the_package_to_install() {
        let error = Fonts::among("", &["/nowhere/font.ttc"]).unwrap_err();
        assert_eq!(error, FontError::None);
        assert!(error.to_string().contains("apt install fonts-noto-cjk"));
    }

    #[test]
    fn a_latin_font_alone_is_not_taken_for_a_chinese_one() {
        let latin = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
        assert_eq!(Fonts::among("", &[latin]).unwrap_err(), FontError::None);
    }

    #[test]
    fn a_named_font_that_is_no_font_is_told_by_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("song.ttf");
        std::fs::write(&path, b"not a font").unwrap();
        for wrong in [path.as_path(), Path::new("/nowhere/song.ttf")] {
            let named = wrong.to_str().unwrap();
            let error = Fonts::among(named, &[]).unwrap_err();
            assert_eq!(error, FontError::Unreadable { path: wrong.into() });
        }
    }
}
