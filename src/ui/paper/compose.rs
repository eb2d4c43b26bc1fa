//! The words of each paper, put around its facts.

use chrono::Datelike;
use chrono::NaiveDate;

use crate::domain::matter::PaperForm;
use crate::domain::paper::AcceptanceDoc;
use crate::domain::paper::Block;
use crate::domain::paper::DeliveryDoc;
use crate::domain::paper::DeliveryWay;
use crate::domain::paper::ExtensionDoc;
use crate::domain::paper::Item;
use crate::domain::paper::MandateDoc;
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
use crate::locale::Lang;

pub mod meeting;
pub mod score;
pub mod walk;

/// Writes an acceptance slip (受理回执单).
#[must_use]
pub fn acceptance(doc: &AcceptanceDoc, lang: Lang) -> Paper {
    let mut sheet = Sheet::new(&doc.head, lang);
    sheet.big_number();
    sheet.due(doc);
    sheet.about();
    sheet.date("paper.received", doc.received);
    sheet.date("paper.accepted", doc.accepted);
    sheet.field("paper.limit", &doc.limit);
    sheet.joint(&doc.joint);
    sheet.heading("paper.papers_in");
    if doc.papers.is_empty() {
        sheet.say("paper.papers_none");
    }
    sheet.papers_in(&doc.papers);
    if !doc.deferred.is_empty() {
        sheet.heading("paper.deferred");
        let until = |date| lang.say("paper.deferred_until", &[("date", &day(date, lang))]);
        let items = doc.deferred.iter().map(|paper| Item {
            text: paper.name.clone(),
            detail: until(paper.until),
        });
        sheet.lines.push(Block::List(items.collect()));
        sheet.say("paper.deferred_late");
    }
    sheet.query();
    sheet.seal(doc.accepted);
    sheet.done(PaperKind::Acceptance, "paper.acceptance")
}

/// Writes a one-time notice (一次性告知书).
#[must_use]
pub fn notice(doc: &NoticeDoc, lang: Lang) -> Paper {
    let mut sheet = Sheet::new(&doc.head, lang);
    sheet.big_number();
    sheet.about();
    sheet.date("paper.received", doc.received);
    sheet.date("paper.noticed", doc.noticed);
    if let Some(until) = doc.until {
        let until = lang.say("paper.until_day", &[("date", &day(until, lang))]);
        sheet.field("paper.until", &until);
    }
    sheet.say("paper.notice_lead");
    sheet.heading("paper.notice_missing");
    let items = doc.missing.iter().map(|paper| missing(paper, lang));
    sheet.lines.push(Block::List(items.collect()));
    if !doc.present.is_empty() {
        sheet.heading("paper.notice_present");
        sheet.papers_in(&doc.present);
    }
    if let Some(from) = doc.accepted_from {
        let text = lang.say("paper.accepted_from", &[("date", &day(from, lang))]);
        sheet.lines.push(Block::Text(text));
    }
    sheet.field("paper.clause", &doc.clause);
    sheet.query();
    sheet.sign("paper.sign_applicant");
    sheet.seal(doc.noticed);
    sheet.done(PaperKind::Notice, "paper.notice")
}

/// Writes a refusal (不予受理/不予许可决定书).
///
/// The remedies are those of the document, else the locale's sentence.
///
/// Source: 行政复议法 §20 (60 days); 行政诉讼法 §46 (six months).
#[must_use]
pub fn refusal(doc: &RefusalDoc, lang: Lang) -> Paper {
    let (title, lead) = match doc.stage {
        RefusalStage::NotAccepted => (
            "paper.refusal_not_accepted",
            lang.tr("paper.refusal_lead_not_accepted"),
        ),
        RefusalStage::NotGranted => (
            "paper.refusal_not_granted",
            lang.tr("paper.refusal_lead_not_granted"),
        ),
    };
    let mut sheet = Sheet::new(&doc.head, lang);
    sheet.big_number();
    sheet.about();
    sheet.date("paper.received", doc.received);
    sheet.date("paper.decided", doc.decided);
    sheet.lines.push(Block::Text(lead.to_owned()));
    sheet.part("paper.reason", &doc.reason);
    sheet.part("paper.clause", &doc.clause);
    let remedy = if doc.remedy.trim().is_empty() {
        lang.tr("paper.remedy")
    } else {
        &doc.remedy
    };
    sheet.part("paper.remedy_title", remedy);
    sheet.query();
    sheet.sign("paper.sign_receiver");
    sheet.seal(doc.decided);
    sheet.done(PaperKind::Refusal, title)
}

/// Writes a not-ours slip: which office is the right one.
#[must_use]
pub fn not_ours(doc: &NotOursDoc, lang: Lang) -> Paper {
    let mut sheet = Sheet::new(&doc.head, lang);
    if !doc.head.case_no.is_empty() {
        sheet.big_number();
    }
    sheet.about();
    sheet.date("paper.asked", doc.asked);
    sheet.say("paper.not_ours_lead");
    sheet.lines.push(Block::Big {
        label: lang.tr("paper.right_office").to_owned(),
        value: doc.right_office.clone(),
        note: String::new(),
    });
    sheet.field("paper.address", &doc.address);
    sheet.field("paper.phone", &doc.phone);
    sheet.part("paper.reason", &doc.reason);
    sheet.part("paper.clause", &doc.clause);
    sheet.seal(doc.asked);
    sheet.done(PaperKind::NotOurs, "paper.not_ours")
}

/// Writes a delivery receipt (送达回证).
#[must_use]
pub fn delivery(doc: &DeliveryDoc, lang: Lang) -> Paper {
    let way = match doc.way {
        DeliveryWay::Counter => lang.tr("paper.way_counter"),
        DeliveryWay::Proxy => lang.tr("paper.way_proxy"),
        DeliveryWay::Post => lang.tr("paper.way_post"),
        DeliveryWay::Home => lang.tr("paper.way_home"),
    };
    let mut sheet = Sheet::new(&doc.head, lang);
    sheet.big_number();
    sheet.about();
    if let Some(decided) = doc.decided {
        sheet.date("paper.decided", decided);
    }
    sheet.heading("paper.delivery_documents");
    let items = doc.documents.iter().map(|document| {
        let copies = lang.say("paper.delivery_copies", &[("n", &document.copies.max(1))]);
        let number = match document.number.as_str() {
            "" => String::new(),
            number => lang.say("paper.document_number", &[("number", &number)]),
        };
        Item {
            text: document.name.clone(),
            detail: together(&[&number, &copies]),
        }
    });
    sheet.lines.push(Block::List(items.collect()));
    match doc.delivered {
        Some(date) => sheet.date("paper.delivered", date),
        None => sheet.field("paper.delivered", lang.tr("paper.date_blank")),
    }
    sheet.field("paper.way", way);
    let receiver = match doc.received_by.trim() {
        "" => lang.tr("paper.blank"),
        name => name,
    };
    sheet.field("paper.receiver", receiver);
    sheet.say("paper.delivery_confirm");
    sheet.sign("paper.sign_receiver");
    sheet.sign("paper.sign_clerk");
    sheet.done(PaperKind::Delivery, "paper.delivery")
}

/// Writes a pause notice: the clock stands still, why and how long.
#[must_use]
pub fn pause(doc: &PauseDoc, lang: Lang) -> Paper {
    let mut sheet = Sheet::new(&doc.head, lang);
    sheet.big_number();
    sheet.about();
    sheet.say("paper.pause_lead");
    sheet.field("paper.pause_ground", &doc.ground);
    sheet.date("paper.pause_from", doc.from);
    sheet.field("paper.pause_expected", &doc.expected);
    if let Some(until) = doc.until {
        sheet.date("paper.pause_until", until);
    }
    sheet.field("paper.clause", &doc.clause);
    sheet.say("paper.pause_after");
    sheet.query();
    sheet.seal(doc.head.issued_on);
    sheet.done(PaperKind::Pause, "paper.pause")
}

/// Writes an extension notice: more time, why and until when.
#[must_use]
pub fn extension(doc: &ExtensionDoc, lang: Lang) -> Paper {
    let mut sheet = Sheet::new(&doc.head, lang);
    sheet.big_number();
    let note = match doc.by.as_str() {
        "" => String::new(),
        by => lang.say("paper.extension_by", &[("by", &by)]),
    };
    sheet.lines.push(Block::Big {
        label: lang.tr("paper.extension_new").to_owned(),
        value: day(doc.new_due, lang),
        note,
    });
    sheet.about();
    sheet.date("paper.extension_old", doc.old_due);
    sheet.joint(&doc.joint);
    sheet.say("paper.extension_lead");
    sheet.part("paper.extension_reason", &doc.reason);
    sheet.field("paper.extension_approved", &doc.approved_by);
    sheet.field("paper.clause", &doc.clause);
    sheet.query();
    sheet.seal(doc.head.issued_on);
    sheet.done(PaperKind::Extension, "paper.extension")
}

/// Writes a mandate (代办委托书); its lower end is torn off and stays with the resident.
#[must_use]
pub fn mandate(doc: &MandateDoc, lang: Lang) -> Paper {
    let mut sheet = Sheet::new(&doc.head, lang);
    sheet.lines.push(Block::Big {
        label: lang.tr("paper.mandate_no").to_owned(),
        value: doc.head.case_no.clone(),
        note: lang.tr("paper.mandate_phone").to_owned(),
    });
    sheet.about();
    sheet.field("paper.mandate_assistant", &doc.assistant);
    sheet.field("paper.mandate_mode", &doc.mode);
    sheet.date("paper.mandate_given", doc.given);
    sheet.date("paper.mandate_hand_in", doc.hand_in);
    sheet.date("paper.mandate_until", doc.until);
    sheet.field("paper.mandate_fee", lang.tr("paper.mandate_free"));
    sheet.heading("paper.mandate_papers");
    if doc.papers.is_empty() {
        sheet.say("paper.papers_none");
    } else {
        let items = doc.papers.iter().map(|paper| Item {
            text: paper.name.clone(),
            detail: together(&[&form(paper.form, 1, lang), &paper.number, &paper.condition]),
        });
        sheet.lines.push(Block::List(items.collect()));
    }
    sheet.say("paper.mandate_terms");
    sheet.sign("paper.mandate_sign_resident");
    sheet.sign("paper.mandate_sign_assistant");
    let tear = lang.tr("paper.mandate_tear").to_owned();
    sheet.lines.push(Block::TearOff(tear));
    sheet.lines.push(Block::Big {
        label: lang.tr("paper.mandate_no").to_owned(),
        value: doc.head.case_no.clone(),
        note: lang.say("paper.mandate_count", &[("n", &doc.papers.len())]),
    });
    // It is carried about: no name of the resident.
    sheet.field("paper.matter", &doc.head.matter);
    sheet.field("paper.mandate_assistant", &doc.assistant);
    sheet.date("paper.mandate_hand_in", doc.hand_in);
    sheet.done(PaperKind::Mandate, "paper.mandate")
}

fn day(date: NaiveDate, lang: Lang) -> String {
    let (month, of_month) = (date.month(), date.day());
    let two = |n: u32| match lang {
        Lang::ZhCn => n.to_string(),
        Lang::En => format!("{n:02}"),
    };
    lang.say(
        "paper.date",
        &[
            ("y", &date.year()),
            ("m", &two(month)),
            ("d", &two(of_month)),
        ],
    )
}

fn form(form: PaperForm, copies: u32, lang: Lang) -> String {
    let word = match form {
        PaperForm::Original => lang.tr("paper.original"),
        PaperForm::Copy => lang.tr("paper.copy"),
        PaperForm::Check => lang.tr("paper.check"),
    };
    lang.say("paper.copies", &[("form", &word), ("n", &copies.max(1))])
}

fn missing(paper: &MissingPaper, lang: Lang) -> Item {
    let issuer = match paper.issuer.as_str() {
        "" => String::new(),
        who => lang.say("paper.issued_by", &[("who", &who)]),
    };
    let form = form(paper.form, paper.copies, lang);
    Item {
        text: paper.name.clone(),
        detail: together(&[&form, &issuer, &paper.note]),
    }
}

/// Joins what there is; empty pieces leave no trace.
fn together(pieces: &[&str]) -> String {
    let there: Vec<&str> = pieces.iter().filter(|p| !p.is_empty()).copied().collect();
    there.join(" · ")
}

/// A paper being written.
struct Sheet<'a> {
    head: &'a PaperHead,
    lang: Lang,
    lines: Vec<Block>,
}

impl<'a> Sheet<'a> {
    fn new(head: &'a PaperHead, lang: Lang) -> Self {
        Sheet {
            head,
            lang,
            lines: Vec::new(),
        }
    }

    fn big_number(&mut self) {
        self.lines.push(Block::Big {
            label: self.lang.tr("paper.case_no").to_owned(),
            value: self.head.case_no.clone(),
            note: String::new(),
        });
    }

    fn due(&mut self, doc: &AcceptanceDoc) {
        let lang = self.lang;
        let value = match doc.due {
            Some(due) => day(due, lang),
            None => lang.tr("paper.due_spot").to_owned(),
        };
        let counted = match doc.due_working_day.filter(|_| doc.due.is_some()) {
            Some(n) => lang.say("paper.due_day", &[("n", &n)]),
            None => String::new(),
        };
        let provisional = if doc.due_provisional {
            lang.tr("paper.due_provisional")
        } else {
            ""
        };
        self.lines.push(Block::Big {
            label: lang.tr("paper.due").to_owned(),
            value,
            note: together(&[&counted, provisional]),
        });
    }

    /// Names the matter and the applicant.
    fn about(&mut self) {
        let head = self.head;
        self.field("paper.matter", &head.matter);
        self.field("paper.applicant", &head.applicant);
    }

    fn heading(&mut self, key: &str) {
        let heading = self.lang.tr(key).to_owned();
        self.lines.push(Block::Heading(heading));
    }

    fn say(&mut self, key: &str) {
        let text = self.lang.tr(key).to_owned();
        self.lines.push(Block::Text(text));
    }

    fn field(&mut self, key: &str, value: &str) {
        if !value.trim().is_empty() {
            self.lines.push(Block::Field {
                label: self.lang.tr(key).to_owned(),
                value: value.to_owned(),
            });
        }
    }

    fn date(&mut self, key: &str, date: NaiveDate) {
        let value = day(date, self.lang);
        self.field(key, &value);
    }

    /// A heading with a paragraph of its own, or nothing.
    fn part(&mut self, key: &str, text: &str) {
        if !text.trim().is_empty() {
            self.heading(key);
            self.lines.push(Block::Text(text.to_owned()));
        }
    }

    fn joint(&mut self, offices: &[String]) {
        let comma = self.lang.tr("paper.list_comma");
        self.field("paper.joint", &offices.join(comma));
    }

    fn papers_in(&mut self, papers: &[PaperIn]) {
        let items: Vec<Item> = papers
            .iter()
            .map(|paper| Item {
                text: paper.name.clone(),
                detail: form(paper.form, paper.copies, self.lang),
            })
            .collect();
        if !items.is_empty() {
            self.lines.push(Block::List(items));
        }
    }

    /// Says how to ask about the case, with a square code of its number.
    fn query(&mut self) {
        if self.head.case_no.is_empty() {
            return;
        }
        let mut how = self.lang.tr("paper.query_how").to_owned();
        if !self.head.hall_phone.is_empty() {
            let phone = [("phone", &self.head.hall_phone as &dyn std::fmt::Display)];
            how.push_str(&self.lang.say("paper.query_phone", &phone));
        }
        let code = format!("{} {}", self.head.case_no, self.head.check_code);
        self.lines.push(Block::Qr {
            text: code.trim().to_owned(),
            caption: how,
        });
    }

    fn sign(&mut self, key: &str) {
        self.lines.push(Block::SignatureLine {
            label: self.lang.tr(key).to_owned(),
            date_label: self.lang.tr("paper.sign_date").to_owned(),
        });
    }

    fn seal(&mut self, date: NaiveDate) {
        let office = match self.head.office.trim() {
            "" => &self.head.hall,
            _ => &self.head.office,
        };
        self.lines.push(Block::SealLine {
            office: self.lang.say("paper.seal", &[("office", office)]),
            date: day(date, self.lang),
        });
    }

    fn done(self, kind: PaperKind, title: &str) -> Paper {
        let (head, lang) = (self.head, self.lang);
        let by = match head.issued_by.as_str() {
            "" => String::new(),
            by => lang.say("paper.foot_by", &[("by", &by)]),
        };
        let code = match head.check_code.as_str() {
            "" => String::new(),
            code => lang.say("paper.foot_code", &[("code", &code)]),
        };
        Paper {
            kind,
            hall: head.hall.clone(),
            title: lang.tr(title).to_owned(),
            number: head.case_no.clone(),
            foot: together(&[&by, &code]),
            reprint: (head.reprints > 0)
                .then(|| lang.say("paper.reprint", &[("n", &head.reprints)])),
            missing: lang.tr("paper.missing").to_owned(),
            page: lang.tr("paper.page").to_owned(),
            lines: self.lines,
        }
    }
}
