//! The configurations under which the runs live: one small checklist, and policies that use all of the program.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use jiff::tz::TimeZone;
use preflight::checklist::model::Verdict;
use preflight::config::load::{Config, load};
use preflight::reply::policy::{ActionSettings, Limits, Manner, Marks, Policy, Reminder};
use preflight::reply::render::Replies;
use preflight::service::judge::Rules;
use preflight::verdict::Checker;

use crate::stage::Stage;

/// Built once; every run takes one of them.
static ALL: LazyLock<Vec<Arc<Rules>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulation/config");
    let config = load(Some(&folder), &|_| None).expect("the configuration is in order");
    policies().into_iter().map(|policy| Arc::new(rules(&config, policy))).collect()
});

pub fn any(stage: &Stage) -> Arc<Rules> {
    Arc::clone(&ALL[stage.pick(ALL.len())])
}

fn rules(config: &Config, policy: Policy) -> Rules {
    let checker =
        Checker::new(config.checklists.clone(), TimeZone::UTC).expect("the checklists are in order");
    let replies = Replies::new(config.replies.clone()).expect("the templates are in order");
    Rules { checker: checker.agent_tags(policy.agent_tags.clone()), policy, replies }
}

fn policies() -> Vec<Policy> {
    let limits = |ticket, requester, minute| Limits {
        comments_per_ticket_per_day_max: ticket,
        comments_per_requester_per_day_max: requester,
        comments_per_minute_max: minute,
    };
    let pending = ActionSettings { status: Some("pending".into()), ..ActionSettings::default() };
    let high = ActionSettings { priority: Some("high".into()), ..ActionSettings::default() };
    vec![
        Policy::default(),
        Policy {
            reminders: vec![
                Reminder { after_hours: 24, times: 2, comment: true, note: false, marks: Marks::default() },
                Reminder { after_hours: 48, times: 1, comment: false, note: true, marks: solves() },
            ],
            verdicts: [(Verdict::Incomplete, pending.clone()), (Verdict::Blocked, pending)].into(),
            ..Policy::default()
        },
        Policy { limits: limits(2, 3, 60), ..Policy::default() },
        Policy { limits: limits(5, 20, 2), ..Policy::default() },
        Policy {
            rounds_max: 1,
            after_agent: Manner::Answer,
            verdicts: [(Verdict::Ready, high)].into(),
            ..Policy::default()
        },
    ]
}

fn solves() -> Marks {
    Marks { tags: vec!["no_answer".into()], status: Some("solved".into()), ..Marks::default() }
}
