//! What an exchange with other sites fails at: the command line and the posts say the same sentence.

use crate::locale::Lang;
use crate::locale::foreign;
use crate::locale::misuse::system;
use crate::locale::trouble::store;
use crate::sync::carrier::Trouble;
use crate::sync::carrier::place::UNMOUNTED;
use crate::sync::error::SyncError;
use crate::sync::outward::UNSEALABLE;

/// Says what an exchange failed at, and what to do about it.
pub fn sync(lang: Lang, error: &SyncError) -> String {
    match error {
        SyncError::Store(error) => store(lang, error),
        SyncError::Key { path, source } => lang.say(
            "site.trouble_key",
            &[("path", &path.display()), ("why", &system(lang, source))],
        ),
        SyncError::NotPlaced => lang.tr("site.trouble_not_placed").to_owned(),
        SyncError::Stranger(org) => lang.say("site.trouble_stranger", &[("org", org)]),
        SyncError::Segment(_) | SyncError::Note(_) => lang.tr("site.trouble_made").to_owned(),
    }
}

/// Says why a carrier was left alone: what kind of trouble, and its own words behind it.
pub fn carrier(lang: Lang, trouble: Trouble, why: &str) -> String {
    let key = match trouble {
        _ if why == UNMOUNTED => "night.carrier_unmounted",
        _ if why == UNSEALABLE => "night.site_unsealable",
        Trouble::Away => "night.carrier_away",
        Trouble::Full => "night.carrier_full",
        Trouble::ReadOnly => "night.carrier_read_only",
        Trouble::Other => "night.carrier_other",
    };
    lang.say(key, &[("why", &foreign(lang, why))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::site::Org;
    use crate::sync::segment::Fault;

    #[test]
    fn every_failure_of_an_exchange_has_a_sentence_that_says_what_to_do() {
        let key = || SyncError::Key {
            path: "/x".into(),
            source: std::io::ErrorKind::PermissionDenied.into(),
        };
        let org = Org::new(120_115_103).into_iter().map(SyncError::Stranger);
        let errors = [
            key(),
            SyncError::NotPlaced,
            SyncError::Segment(Fault::Sealed),
        ];
        for error in errors.into_iter().chain(org) {
            for lang in Lang::ALL {
                let said = sync(lang, &error);
                assert!(!said.contains(['⟦', '{']), "{said}");
                assert!(said.contains([';', '；']), "nothing to do: {said}");
            }
        }
        for trouble in [
            Trouble::Away,
            Trouble::Full,
            Trouble::ReadOnly,
            Trouble::Other,
        ] {
            for lang in Lang::ALL {
                assert!(carrier(lang, trouble, "why").contains("why"));
            }
        }
        for lang in Lang::ALL {
            let said = carrier(lang, Trouble::Other, UNSEALABLE);
            assert!(said.contains("yizhan site enrol"), "{said}");
            assert!(!said.contains(UNSEALABLE), "{said}");
        }
    }
}
