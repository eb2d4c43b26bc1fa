//! The papers of a case, filled from its page.
//!
//! Everything that names a person is masked there already: a paper is carried through the street.

use chrono::Days;
use chrono::NaiveDate;

use crate::domain::calendar::Calendar;
use crate::domain::case_file::Stage;
use crate::domain::deadline;
use crate::domain::matter::Limit;
use crate::domain::matter::Matter;
use crate::domain::meeting::State;
use crate::domain::number;
use crate::domain::paper::AcceptanceDoc;
use crate::domain::paper::DeferredPaper;
use crate::domain::paper::DeliveredDocument;
use crate::domain::paper::DeliveryDoc;
use crate::domain::paper::ExtensionDoc;
use crate::domain::paper::MandateDoc;
use crate::domain::paper::MandatePaperIn;
use crate::domain::paper::MissingPaper;
use crate::domain::paper::NotOursDoc;
use crate::domain::paper::NoticeDoc;
use crate::domain::paper::Paper;
use crate::domain::paper::PaperHead;
use crate::domain::paper::PaperIn;
use crate::domain::paper::PaperKind;
use crate::domain::paper::PauseDoc;
use crate::domain::paper::RefusalDoc;
use crate::domain::paper::RefusalStage;
use crate::domain::paper::WalkDoc;
use crate::locale::Lang;
use crate::locale::catalogue;
use crate::ops::read::CasePage;
use crate::ops::read::MandatePage;
use crate::ops::read::MeetingPage;
use crate::ops::read::NoLine;
use crate::ops::read::NoticeLine;
use crate::ops::read::PlaceLine;
use crate::ops::read::ScorePage;
use crate::ops::read::Scores;
use crate::ops::read::Walk;
use crate::ui::paper::compose;

/// What every paper of a hall needs besides its case.
#[derive(Debug)]
pub struct Filling<'a> {
    /// The language.
    pub lang: Lang,
    /// The hall's name.
    pub hall: &'a str,
    /// The calendar.
    pub calendar: &'a Calendar,
    /// The matter, for forms, numbers and issuers of its papers; none when it is not kept.
    pub matter: Option<&'a Matter>,
    /// What a refusal says about remedies; empty for the sentence of the locale.
    pub remedy: &'a str,
    /// Who issues it; empty for whoever answers for the case.
    pub issued_by: String,
    /// The local date on the paper.
    pub today: NaiveDate,
    /// How many times it was printed before.
    pub reprints: u32,
}

impl Filling<'_> {
    fn head(&self, page: &CasePage) -> PaperHead {
        let by = match (&page.answers, self.issued_by.is_empty()) {
            (Some(who), true) => who.name.clone(),
            _ => self.issued_by.clone(),
        };
        PaperHead {
            hall: self.hall.to_owned(),
            case_no: page.card.number.clone(),
            matter: page.card.matter_name.clone(),
            applicant: page.card.applicant.clone(),
            issued_by: by,
            issued_on: self.today,
            check_code: page.check.clone(),
            reprints: self.reprints,
            ..PaperHead::default()
        }
    }

    fn paper_in(&self, name: &str) -> PaperIn {
        let known = self
            .matter
            .and_then(|m| m.materials.iter().find(|p| p.name == name));
        PaperIn {
            name: name.to_owned(),
            form: known.map(|p| p.form).unwrap_or_default(),
            copies: known.map_or(1, |p| u32::from(p.count)),
        }
    }

    fn papers(&self, names: &[String]) -> Vec<PaperIn> {
        names.iter().map(|name| self.paper_in(name)).collect()
    }

    fn missing(&self, name: &str) -> MissingPaper {
        let known = self
            .matter
            .and_then(|m| m.materials.iter().find(|p| p.name == name));
        let paper = self.paper_in(name);
        MissingPaper {
            name: paper.name,
            form: paper.form,
            copies: paper.copies,
            issuer: known.map(|p| p.issuer.clone()).unwrap_or_default(),
            note: String::new(),
        }
    }

    /// Makes a paper of a case; `None` where the case is not that far, or has gone another way.
    pub fn of_case(&self, kind: PaperKind, page: &CasePage, no: Option<&NoLine>) -> Option<Paper> {
        match kind {
            PaperKind::Acceptance => self.acceptance(page),
            PaperKind::Notice => Some(self.notice(page.notices.last()?, Some(page))),
            PaperKind::Refusal => Some(self.refusal(no?, Some(page))),
            PaperKind::Delivery => self.delivery(page),
            PaperKind::Pause => self.pause(page),
            PaperKind::Extension => self.extension(page),
            PaperKind::NotOurs
            | PaperKind::Mandate
            | PaperKind::Walk
            | PaperKind::PickUp
            | PaperKind::Score
            | PaperKind::Scores
            | PaperKind::Result
            | PaperKind::Slips => None,
        }
    }

    /// Makes the result of a meeting; `None` before it was counted or found invalid, and for the slips,
    /// whose codes nobody has any more.
    pub fn meeting(&self, kind: PaperKind, page: &MeetingPage) -> Option<Paper> {
        let over = matches!(
            page.line.state,
            State::Counted | State::Signed | State::Invalid
        );
        if kind != PaperKind::Result || !over {
            return None;
        }
        let head = PaperHead {
            hall: self.hall.to_owned(),
            case_no: page.line.number.clone(),
            issued_by: self.issued_by.clone(),
            issued_on: self.today,
            reprints: self.reprints,
            ..PaperHead::default()
        };
        Some(compose::meeting::result(&head, page, self.lang))
    }

    /// Makes the mandate of an errand by proxy. A number on a paper is masked: it may be a person's.
    pub fn mandate(&self, page: &MandatePage) -> Paper {
        let mandate = &page.mandate;
        let papers = mandate.papers.iter().map(|paper| MandatePaperIn {
            name: paper.name.clone(),
            form: paper.form,
            number: number::mask_id(&paper.number),
            condition: paper.condition.clone(),
        });
        let doc = MandateDoc {
            head: PaperHead {
                hall: self.hall.to_owned(),
                case_no: page.number.clone(),
                matter: page.matter_name.clone(),
                applicant: mandate.applicant.name.clone(),
                issued_by: mandate.assistant.clone(),
                issued_on: self.today,
                reprints: self.reprints,
                ..PaperHead::default()
            },
            assistant: mandate.assistant.clone(),
            mode: self
                .lang
                .tr(&format!("paper.mandate_{}", mandate.mode.word()))
                .to_owned(),
            given: mandate.day,
            hand_in: mandate.hand_in,
            until: mandate.until,
            papers: papers.collect(),
        };
        compose::mandate(&doc, self.lang)
    }

    /// Makes the walk list of a day, or the pick-up list.
    pub fn walk(&self, kind: PaperKind, walk: &Walk) -> Paper {
        let doc = WalkDoc {
            head: PaperHead {
                hall: walk.village.clone(),
                case_no: walk.day.to_string(),
                issued_by: self.issued_by.clone(),
                issued_on: walk.day,
                reprints: self.reprints,
                ..PaperHead::default()
            },
            stops: match kind {
                PaperKind::PickUp => walk.pick_up(),
                _ => walk.stops.clone(),
            },
        };
        match kind {
            PaperKind::PickUp => compose::walk::pick_up(&doc, self.lang),
            _ => compose::walk::walk(&doc, self.lang),
        }
    }

    /// Makes one person's score sheet, line by line.
    pub fn score(&self, page: &ScorePage) -> Paper {
        let head = self.head_of(&page.sheet.number);
        compose::score::sheet(&head, page, self.lang)
    }

    /// Makes the public list of the score sheets that are closed.
    pub fn scores(&self, shown: &Scores, period: &str) -> Paper {
        compose::score::posted(&self.head_of(period), shown, self.lang)
    }

    fn head_of(&self, number: &str) -> PaperHead {
        PaperHead {
            hall: self.hall.to_owned(),
            case_no: number.to_owned(),
            issued_by: self.issued_by.clone(),
            issued_on: self.today,
            reprints: self.reprints,
            ..PaperHead::default()
        }
    }

    fn acceptance(&self, page: &CasePage) -> Option<Paper> {
        // A case that was refused or withdrawn before acceptance never had a clock.
        let on_the_spot = page.clock.is_none() && page.stage == Stage::Done;
        if page.clock.is_none() && !on_the_spot {
            return None;
        }
        let accepted = page
            .clock
            .as_ref()
            .map_or(page.card.day, |clock| clock.start);
        // As the applicant was told it, unless that date was only provisional.
        let told = page
            .first_promise
            .as_ref()
            .filter(|first| !first.provisional);
        let promise = told.or(page.promise.as_ref());
        let deferred = page.deferred.iter();
        let doc = AcceptanceDoc {
            head: self.head(page),
            received: page.card.day.min(accepted),
            accepted,
            papers: self.papers(&page.card.papers),
            deferred: deferred
                .flat_map(|d| d.papers.iter().map(|name| (name, d.until)))
                .map(|(name, until)| DeferredPaper {
                    name: name.clone(),
                    until,
                })
                .collect(),
            limit: promise.map(|p| self.limit(p.limit)).unwrap_or_default(),
            due: promise.map(|p| p.due),
            due_working_day: promise
                .map(|p| deadline::working_days_between(self.calendar, accepted, p.due))
                .and_then(|days| u32::try_from(days).ok()),
            due_provisional: promise.is_some_and(|p| p.provisional),
            joint: self.offices(page),
        };
        Some(compose::acceptance(&doc, self.lang))
    }

    /// Makes a one-time notice, of a case or of papers the resident took home again.
    pub fn notice(&self, notice: &NoticeLine, page: Option<&CasePage>) -> Paper {
        let head = match page {
            Some(page) => self.head(page),
            None => PaperHead {
                case_no: notice.number.clone(),
                matter: notice.matter_name.clone(),
                applicant: notice.applicant.clone(),
                check_code: notice.check.clone(),
                ..self.bare(&notice.staff.name)
            },
        };
        let deemed = page.filter(|page| page.history.iter().any(|h| h.kind == "case.deemed"));
        let doc = NoticeDoc {
            head,
            received: notice.received,
            noticed: notice.day,
            missing: notice
                .lacking
                .iter()
                .map(|name| self.missing(name))
                .collect(),
            present: self.papers(&notice.has),
            accepted_from: deemed.and_then(|page| page.clock.as_ref()).map(|c| c.start),
            until: None,
            clause: self.lang.tr("case.clause_notice").to_owned(),
        };
        compose::notice(&doc, self.lang)
    }

    /// Makes a refusal, of a case or of what was asked at a window.
    pub fn refusal(&self, no: &NoLine, page: Option<&CasePage>) -> Paper {
        let head = match page {
            Some(page) => self.head(page),
            None => PaperHead {
                case_no: no.number.clone(),
                matter: no.what.clone(),
                check_code: no.check.clone(),
                ..self.bare(&no.staff.name)
            },
        };
        let reason = match no.instead.as_str() {
            "" => no.reason.clone(),
            instead => self.lang.say(
                "case.instead_line",
                &[("reason", &no.reason), ("instead", &instead)],
            ),
        };
        let accepted = page.is_some_and(|page| page.clock.is_some());
        let doc = RefusalDoc {
            head,
            stage: match accepted {
                true => RefusalStage::NotGranted,
                false => RefusalStage::NotAccepted,
            },
            received: page.map_or(no.day, |page| page.card.day),
            decided: no.day,
            reason,
            clause: no.clause.clone(),
            remedy: self.remedy.to_owned(),
        };
        compose::refusal(&doc, self.lang)
    }

    /// Makes the paper of a matter that is not the hall's: it names the right office.
    pub fn not_ours(&self, place: &PlaceLine) -> Paper {
        let doc = NotOursDoc {
            head: PaperHead {
                case_no: place.number.clone(),
                matter: place.what.clone(),
                check_code: place.check.clone(),
                ..self.bare(&place.staff.name)
            },
            asked: place.day,
            right_office: place.office.clone(),
            address: place.address.clone(),
            clause: self.lang.tr("case.clause_notice").to_owned(),
            ..NotOursDoc::default()
        };
        compose::not_ours(&doc, self.lang)
    }

    fn bare(&self, by: &str) -> PaperHead {
        PaperHead {
            hall: self.hall.to_owned(),
            issued_by: match self.issued_by.as_str() {
                "" => by.to_owned(),
                by => by.to_owned(),
            },
            issued_on: self.today,
            reprints: self.reprints,
            ..PaperHead::default()
        }
    }

    fn delivery(&self, page: &CasePage) -> Option<Paper> {
        if page.stage != Stage::Done {
            return None;
        }
        let given = page.delivered.as_ref();
        let result = given
            .map(|d| d.result.clone())
            .filter(|name| !name.is_empty());
        let result = result.or_else(|| self.matter.map(|m| m.result.clone()));
        let doc = DeliveryDoc {
            head: self.head(page),
            decided: page.ended,
            delivered: given.map(|d| d.day),
            documents: result
                .filter(|name| !name.is_empty())
                .map(|name| DeliveredDocument {
                    name,
                    ..DeliveredDocument::default()
                })
                .into_iter()
                .collect(),
            received_by: given.map(|d| d.to.clone()).unwrap_or_default(),
            ..DeliveryDoc::default()
        };
        Some(compose::delivery(&doc, self.lang))
    }

    fn pause(&self, page: &CasePage) -> Option<Paper> {
        let pause = page.clock.as_ref()?.pauses.last()?;
        let days = page.pause_days;
        let last = days.and_then(|n| pause.from.checked_add_days(Days::new(u64::from(n))));
        let doc = PauseDoc {
            head: self.head(page),
            from: pause.from,
            ground: self
                .lang
                .tr(&format!("deadline.ground_{}", pause.ground))
                .to_owned(),
            expected: days
                .map(|n| self.limit(Limit::NaturalDays(n)))
                .unwrap_or_default(),
            until: last.and_then(|day| day.pred_opt()),
            clause: self.lang.tr("deadline.clause_paused").to_owned(),
        };
        Some(compose::pause(&doc, self.lang))
    }

    fn extension(&self, page: &CasePage) -> Option<Paper> {
        let extension = page.clock.as_ref()?.extension?;
        let granted = page.history.iter().rfind(|h| h.kind == "case.extended");
        // The note is the new date and, after a colon, why.
        let reason = granted
            .and_then(|h| h.note.split_once('：'))
            .map(|(_, why)| why);
        let by = granted.and_then(|h| h.by.as_ref());
        let step = page.reasons.iter();
        let clause = step
            .map(|reason| reason.clause)
            .find(|clause| clause.starts_with("deadline.clause_extended"));
        let doc = ExtensionDoc {
            head: self.head(page),
            reason: reason.unwrap_or_default().to_owned(),
            old_due: page.before_extension?,
            new_due: page.promise.as_ref()?.due,
            by: self.limit(extension.limit),
            approved_by: by.map(|who| who.name.clone()).unwrap_or_default(),
            joint: self.offices(page),
            clause: clause
                .map(|key| self.lang.tr(key))
                .unwrap_or_default()
                .to_owned(),
        };
        Some(compose::extension(&doc, self.lang))
    }

    fn offices(&self, page: &CasePage) -> Vec<String> {
        page.parts.iter().map(|part| part.office.clone()).collect()
    }

    fn limit(&self, limit: Limit) -> String {
        catalogue::limit(self.lang, limit)
    }
}
