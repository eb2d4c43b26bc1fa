use super::*;

/// The red, green and blue of a colour on xterm, which the contrast is computed with.
fn rgb(colour: Color) -> [u8; 3] {
    const ANSI: [[u8; 3]; 16] = [
        [0, 0, 0],
        [205, 0, 0],
        [0, 205, 0],
        [205, 205, 0],
        [0, 0, 238],
        [205, 0, 205],
        [0, 205, 205],
        [229, 229, 229],
        [127, 127, 127],
        [255, 0, 0],
        [0, 255, 0],
        [255, 255, 0],
        [92, 92, 255],
        [255, 0, 255],
        [0, 255, 255],
        [255, 255, 255],
    ];
    let index = match colour {
        Color::Rgb(r, g, b) => return [r, g, b],
        Color::Indexed(i) => i,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Reset => panic!("a colour theme must not rely on the terminal's own colours"),
    };
    let step = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
    match index {
        0..=15 => ANSI[usize::from(index)],
        16..=231 => {
            let n = index - 16;
            [step(n / 36), step(n / 6 % 6), step(n % 6)]
        }
        232..=255 => [8 + 10 * (index - 232); 3],
    }
}

fn luminance(colour: Color) -> f64 {
    let [r, g, b] = rgb(colour).map(|v| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 {
            v / 12.92
        } else {
            ((v + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn colours(style: Style) -> (Color, Color) {
    (
        style.fg.expect("a colour theme sets every foreground"),
        style.bg.expect("a colour theme sets every ground"),
    )
}

#[test]
fn every_shipped_theme_loads_and_no_other_does() {
    for name in Theme::NAMES {
        assert!(
            Theme::named(name).is_ok(),
            "{name}: {:?}",
            Theme::named(name)
        );
    }
    assert_eq!(
        Theme::named("dark"),
        Err(ThemeError::NoSuchTheme("dark".into()))
    );
}

#[test]
fn text_can_be_read_in_every_colour_theme() {
    for name in ["default", "light", "high-contrast"] {
        let theme = Theme::named(name).unwrap();
        for role in Role::ALL {
            let least = match role {
                Role::Border | Role::BorderFocus => 3.0,
                Role::Big | Role::BoardText => 7.0,
                _ if name == "high-contrast" => 7.0,
                _ => 4.5,
            };
            let (fg, bg) = colours(theme.style(role));
            let got = contrast(fg, bg);
            assert!(got >= least, "{name}: {} has {got:.1}:1", role.name());
        }
    }
}

#[test]
fn the_contrast_formula_gives_the_known_ends() {
    assert!((contrast(Color::White, Color::Black) - 21.0).abs() < 1e-9);
    assert!((contrast(Color::Red, Color::Red) - 1.0).abs() < 1e-9);
    assert_eq!(rgb(Color::Indexed(208)), [255, 135, 0]);
    assert_eq!(rgb(Color::Indexed(255)), [238, 238, 238]);
}

#[test]
fn mono_has_no_colours() {
    let mono = Theme::named("mono").unwrap();
    for role in Role::ALL {
        let style = mono.style(role);
        assert_eq!((style.fg, style.bg), (None, None), "{}", role.name());
    }
}

/// Says whether two styles differ in a way that needs no sense of colour.
fn differ_without_colour(a: Style, b: Style) -> bool {
    let grounds = match (a.bg, b.bg) {
        (Some(x), Some(y)) => contrast(x, y) >= 3.0,
        _ => false,
    };
    grounds || a.add_modifier != b.add_modifier
}

#[test]
fn what_matters_stands_out_without_colour_in_every_theme() {
    for name in Theme::NAMES {
        let theme = Theme::named(name).unwrap();
        for (a, b) in [
            (Role::Select, Role::Text),
            (Role::Focus, Role::Text),
            (Role::Key, Role::KeyOff),
            (Role::Danger, Role::Text),
            (Role::Called, Role::Waiting),
            (Role::Serving, Role::Waiting),
            (Role::Title, Role::Muted),
            (Role::BorderFocus, Role::Border),
        ] {
            assert!(
                differ_without_colour(theme.style(a), theme.style(b)),
                "{name}: {} and {}",
                a.name(),
                b.name()
            );
        }
    }
}

#[test]
fn every_lamp_has_its_own_shape_in_both_sets() {
    for glyphs in [Glyphs::Unicode, Glyphs::Ascii] {
        for a in Lamp::ALL {
            for b in Lamp::ALL {
                assert_eq!(glyphs.lamp(a) == glyphs.lamp(b), a == b, "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn the_ascii_set_is_ascii_and_as_wide_as_it_says() {
    let set = Glyphs::Ascii;
    let border = set.border();
    let all = [
        border.top_left,
        border.vertical_left,
        border.horizontal_top,
        set.rule(),
        set.cut(),
        set.pointer(),
        set.arrow(),
        set.progress().0,
        set.progress().1,
    ];
    assert!(all.iter().all(|s| s.is_ascii()));
    assert!(set.bar_levels().iter().all(|s| s.is_ascii()));
    for glyph in "─│┌┐└┘●▲■○□⋯▸→█▄▁×·“”".chars() {
        assert_eq!(Glyphs::twin(glyph).map(str::len), Some(1), "{glyph}");
    }
    assert_eq!(Glyphs::twin('张'), None);
}

#[test]
fn a_wrong_theme_file_is_refused_with_its_reason() {
    let role = |text: &str| Theme::parse("mine", text);
    assert!(matches!(
        role("inherits = \"default\"\n[shadow]\nfg = \"red\""),
        Err(ThemeError::UnknownRole { role, .. }) if role == "shadow"
    ));
    assert!(matches!(
        role("[text]\nfg = \"red\""),
        Err(ThemeError::MissingRole { role: "muted", .. })
    ));
    assert!(matches!(
        role("inherits = \"default\"\n[text]\nfg = \"pinkish\""),
        Err(ThemeError::NoColour { value, .. }) if value == "pinkish"
    ));
    for text in [
        "inherits = 3",
        "inherits = \"high-contrast\"",
        "[text]\nblink = true\n",
        "inherits = \"default\"\ntext = 1",
        "[",
    ] {
        assert!(
            matches!(role(text), Err(ThemeError::Malformed { .. })),
            "{text}"
        );
    }
    assert!(matches!(
        role("inherits = \"none\""),
        Err(ThemeError::NoSuchTheme(_))
    ));
}

#[test]
fn a_theme_inherits_what_it_does_not_say() {
    let mine = Theme::parse("mine", "inherits = \"default\"\n[ok]\nfg = \"#00ff00\"").unwrap();
    let base = Theme::named("default").unwrap();
    assert_eq!(mine.style(Role::Ok).fg, Some(Color::Rgb(0, 255, 0)));
    assert_eq!(mine.style(Role::Ok).bg, base.style(Role::Text).bg);
    assert_eq!(mine.style(Role::Warn), base.style(Role::Warn));
}

#[test]
fn the_probe_theme_tells_every_role_apart() {
    let probe = Theme::probe();
    for role in Role::ALL {
        assert_eq!(
            probe.style(role).fg,
            Some(Color::Indexed(role as u8)),
            "{}",
            role.name()
        );
    }
}
