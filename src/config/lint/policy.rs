//! Mistakes in the policy beyond its shape: marks that no ticket can get, rules that do nothing, names that nothing has.

use std::collections::BTreeMap;

use crate::checklist::model::Verdict;
use crate::config::lint::{Lint, Named};
use crate::config::settings::HelpdeskSettings;
use crate::reply::policy::{ActionSettings, Marks, Policy};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;

/// What a ticket's status can be set to.
const STATUSES: [&str; 5] = ["new", "open", "pending", "hold", "solved"];

impl Lint<'_> {
    /// `bound` tells which helpdesks go by a setting of it.
    pub(super) fn policy<'a>(&mut self, policy: &Policy, bound: &dyn Fn(&str) -> Vec<Named<'a>>) {
        let path = Path::ROOT.key("policy");
        if policy.tickets_percent > 100 {
            let message = format!("{} is no percentage", policy.tickets_percent);
            self.say(Mistake::NoPercentage, &path.key("tickets_percent"), message, None);
        }
        self.above_zero(&path, "rounds_max", policy.rounds_max.into());
        let limits = path.key("limits");
        self.above_zero(
            &limits,
            "comments_per_ticket_per_day_max",
            policy.limits.comments_per_ticket_per_day_max.into(),
        );
        self.above_zero(
            &limits,
            "comments_per_requester_per_day_max",
            policy.limits.comments_per_requester_per_day_max.into(),
        );
        self.above_zero(&limits, "comments_per_minute_max", policy.limits.comments_per_minute_max.into());
        self.verdicts(&path, &policy.verdicts, &bound("verdicts"));
        let categories = path.key("categories");
        for (name, category) in &policy.categories {
            self.verdicts(&categories.key(name), &category.verdicts, &bound("categories"));
        }
        self.marks(&path.key("hand_over"), &policy.hand_over, &bound("hand_over"));
        self.reminders(&path, policy, &bound("reminders"));
        self.agent_tags(&path.key("agent_tags"), policy);
    }

    fn verdicts(
        &mut self,
        path: &Path<'_>,
        verdicts: &BTreeMap<Verdict, ActionSettings>,
        helpdesks: &[Named<'_>],
    ) {
        let verdicts_path = path.key("verdicts");
        for (verdict, action) in verdicts {
            let ActionSettings { tags, status, fields, .. } = action.clone();
            let marks = Marks {
                tags: tags.unwrap_or_default(),
                status,
                fields: fields.unwrap_or_default(),
                ..Marks::default()
            };
            self.marks(&verdicts_path.key(verdict.name()), &marks, helpdesks);
        }
    }

    fn marks(&mut self, path: &Path<'_>, marks: &Marks, helpdesks: &[Named<'_>]) {
        for tag in &marks.tags {
            self.tag(&path.key("tags"), tag);
        }
        match marks.status.as_deref() {
            Some("closed") => {
                let help = Some(
                    "closing can't be undone, so Preflight never does; `solved` closes by itself later"
                        .into(),
                );
                self.say(Mistake::NeverClosed, &path.key("status"), "a ticket is never closed", help);
            }
            Some(status) if !STATUSES.contains(&status) => {
                let help = Some(format!("one of {}", STATUSES.join(", ")));
                self.say(Mistake::NoStatus, &path.key("status"), format!("`{status}` is no status"), help);
            }
            Some(_) | None => {}
        }
        for field in marks.fields.keys() {
            for (name, helpdesk) in helpdesks {
                let HelpdeskSettings::Zendesk(zendesk) = helpdesk;
                if !zendesk.fields.contains_key(field) {
                    let help = Some(format!("give its number under `helpdesks.{name}.zendesk.fields`"));
                    self.say(
                        Mistake::HelpdeskField,
                        &path.key("fields").key_only(field),
                        format!("the helpdesk `{name}` has no field `{field}`"),
                        help,
                    );
                }
            }
        }
    }

    fn reminders(&mut self, path: &Path<'_>, policy: &Policy, helpdesks: &[Named<'_>]) {
        let reminders = path.key("reminders");
        for (index, reminder) in policy.reminders.iter().enumerate() {
            let path = reminders.index(index);
            self.above_zero(&path, "after_hours", reminder.after_hours.into());
            self.above_zero(&path, "times", reminder.times.into());
            if !reminder.comment && !reminder.note && reminder.marks == Marks::default() {
                let help = Some("say `comment: true`, `note: true`, or what is set under `marks`".into());
                self.say(Mistake::ReminderOfNothing, &path, "this reminder does nothing", help);
            }
            self.marks(&path.key("marks"), &reminder.marks, helpdesks);
        }
    }

    fn agent_tags(&mut self, path: &Path<'_>, policy: &Policy) {
        let tags = &policy.agent_tags;
        let named = [
            ("hold", &tags.hold),
            ("skip", &tags.skip),
            ("category", &tags.category),
            ("fine", &tags.fine),
            ("not_needed", &tags.not_needed),
        ];
        for (index, (name, tag)) in named.iter().enumerate() {
            self.tag(&path.key(name), tag);
            let twin = named[..index].iter().find(|(_, other)| other.eq_ignore_ascii_case(tag));
            if let Some((other, _)) = twin {
                self.say(
                    Mistake::TagTwice,
                    &path.key(name),
                    format!("`{name}` and `{other}` are the same tag"),
                    None,
                );
            }
        }
    }

    fn tag(&mut self, path: &Path<'_>, tag: &str) {
        if tag.is_empty() || tag.contains(|letter: char| letter.is_whitespace() || letter.is_uppercase()) {
            let help =
                Some("helpdesks keep tags in lower case and without blanks: write `ready_to_go`".into());
            self.say(Mistake::NoTag, path, format!("`{tag}` can't be a tag"), help);
        }
    }
}
