//! `yizhan config`: the settings in force, a check, the sample.

use clap::Args;
use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::cli::problem::USAGE;
use crate::config;
use crate::config::ConfigError;
use crate::config::Fault;
use crate::locale::Lang;
use crate::ui::slip::Format;
use crate::ui::slip::Printer;
use crate::ui::theme::Theme;

/// The settings.
#[derive(Debug, Args)]
pub(crate) struct Config {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Shows the settings in force
    Show,
    /// Checks the file
    Check,
    /// Writes the sample with its comments
    Sample,
}

/// Shows or checks the settings of the store's folder.
///
/// # Errors
/// Exit 2 naming what is wrong in the file.
pub(crate) fn run(cx: &Context, args: &Config) -> Result<(), Problem> {
    if matches!(args.what, What::Sample) {
        output::print(config::SAMPLE);
        return Ok(());
    }
    let settings = config::Config::load(&cx.store)?;
    match args.what {
        What::Show if cx.json => output::json(&settings),
        What::Show => {
            let text = toml::to_string(&settings)
                .map_err(|error| Problem::failed("json_failed", &[("why", &error)]))?;
            output::print(&text);
            Ok(())
        }
        _ => {
            let path = cx.store.join(config::FILE);
            let wrong = wrong_words(&settings);
            if !wrong.is_empty() {
                // The hall works without them, so they are no reason to refuse the file elsewhere.
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let mut faults: Vec<Fault> = wrong
                    .into_iter()
                    .map(|(section, key)| Fault::rule(&text, section, key))
                    .collect();
                faults.sort_by_key(|fault| fault.line);
                for fault in faults {
                    let path = path.clone();
                    let problem = Problem::from(ConfigError::Form { path, fault });
                    output::report(&problem, cx.lang, cx.json);
                }
                return Err(Problem::Said(USAGE));
            }
            let path = path.display();
            if cx.json {
                return output::json(&serde_json::json!({"ok": true}));
            }
            output::line(&cx.lang.say("cli.config_ok", &[("path", &path)]));
            Ok(())
        }
    }
}

/// Returns the settings, by section and key, whose words no screen and no printer knows.
fn wrong_words(settings: &config::Config) -> Vec<(&'static str, &'static str)> {
    let (kiosk, screen) = (&settings.kiosk, &settings.screen);
    let known = [
        ("kiosk", "printer", kiosk.printer.parse::<Printer>().is_ok()),
        ("kiosk", "format", kiosk.format.parse::<Format>().is_ok()),
        (
            "screen",
            "language",
            Lang::from_tag(&screen.language).is_some(),
        ),
        ("screen", "theme", Theme::named(&screen.theme).is_ok()),
        (
            "screen",
            "glyphs",
            matches!(screen.glyphs.as_str(), "unicode" | "ascii"),
        ),
    ];
    known
        .into_iter()
        .filter(|(_, _, known)| !known)
        .map(|(section, key, _)| (section, key))
        .collect()
}
