//! `yizhan sites`: the tree as this site knows it.

use crate::cli::context::Context;
use crate::cli::output;
use crate::cli::output::Table;
use crate::cli::problem::Problem;
use crate::cli::site::words;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::locale::Lang;
use crate::ops::read::OwnSite;
use crate::ops::read::SiteLine;

/// Lists this site, its parent and its children.
///
/// # Errors
/// The store's.
pub(crate) fn run(cx: &Context) -> Result<(), Problem> {
    let hall = cx.hall()?;
    let sites = hall.sites()?;
    if cx.json {
        return output::json(&sites);
    }
    let (lang, zone) = (cx.lang, hall.config().zone());
    let Some(own) = &sites.own else {
        output::line(lang.tr("site.trouble_not_placed"));
        return Ok(());
    };
    output::print(&own_page(lang, own));
    if sites.others.is_empty() {
        output::line(lang.tr("site.none"));
        return Ok(());
    }
    for line in &sites.others {
        output::print(&format!("\n{}", page(lang, zone, line)));
    }
    Ok(())
}

fn own_page(lang: Lang, own: &OwnSite) -> String {
    let mut table = Table::new(&[]);
    let kind = words::kind(lang, own.kind);
    table.row(vec![
        lang.tr("site.this").to_owned(),
        format!("{}  {}  {kind}", own.name, own.org),
    ]);
    let print = own.fingerprint.as_deref();
    table.row(vec![
        lang.tr("site.fingerprint").to_owned(),
        print.unwrap_or(lang.tr("site.no_keys")).to_owned(),
    ]);
    if own.epoch > 0 {
        let epoch = own.epoch.to_string();
        table.row(vec![lang.tr("site.epoch").to_owned(), epoch]);
    }
    table.text()
}

fn page(lang: Lang, zone: Zone, line: &SiteLine) -> String {
    let when = |at: UtcMs| zone.local(at).format("%Y-%m-%d %H:%M").to_string();
    let mut table = Table::new(&[]);
    let mut put = |key: &str, value: String| table.row(vec![lang.tr(key).to_owned(), value]);
    let who = format!(
        "{}  {}  {}",
        line.name,
        line.org,
        words::kind(lang, line.kind)
    );
    let head = words::relation(lang, line.relation);
    put("site.fingerprint", line.fingerprint.clone());
    put("site.epoch", line.epoch.to_string());
    if let Some(by) = &line.enrolled {
        let [first, second] = &by.people;
        let who = lang.say("site.by_people", &[("first", first), ("second", second)]);
        put("site.enrolled_at", format!("{}  {who}", when(by.at)));
    }
    if let Some(by) = &line.renewed {
        let key = short(&by.key.to_string());
        let said = lang.say("site.by_key", &[("key", &key)]);
        put("site.renewed_at", format!("{}  {said}", when(by.at)));
    }
    let heard = line.heard.map(when);
    put(
        "site.heard",
        heard.unwrap_or_else(|| lang.tr("site.never").to_owned()),
    );
    put(
        "site.exchanged",
        lang.say(
            "site.counts",
            &[
                ("received", &line.received),
                ("acked", &line.acked),
                ("waiting", &line.waiting),
            ],
        ),
    );
    let keys: Vec<String> = line.keys.iter().map(|k| short(&k.to_string())).collect();
    put("site.keys", keys.join(" "));
    for key in &line.revoked {
        let said = format!(
            "{}  {}  {}  {}",
            short(&key.key.to_string()),
            when(key.at),
            key.by,
            key.reason
        );
        put("site.key_revoked", said);
    }
    let mut top = Table::new(&[]);
    top.row(vec![head.to_owned(), who]);
    top.text() + &table.text()
}

/// Returns the beginning of a key: enough to name it by.
fn short(key: &str) -> String {
    key.chars().take(16).collect()
}
