//! `yizhan config`: the settings in force, a check, the sample.

use clap::Args;
use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::problem::Problem;
use crate::config;

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
            let path = path.display();
            if cx.json {
                return output::json(&serde_json::json!({"ok": true}));
            }
            output::line(&cx.lang.say("cli.config_ok", &[("path", &path)]));
            Ok(())
        }
    }
}
