//! What `/metrics` shows of a running service: the documentation has it, dashboard and alerts ask for nothing else, and
//! each thing is counted once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use clap::CommandFactory;
use preflight::cli::arguments::Arguments;

use crate::desk::Desk;

/// A sample's name with its labels, and its value.
type Samples = BTreeMap<String, f64>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_thing_is_counted_once_and_the_page_tells_of_all() {
    let desk = Desk::open();
    let incomplete = desk.opens(desk.example("incomplete")).await;
    desk.opens(desk.example("ready")).await;
    let mut doubtful = desk.example("blocked");
    doubtful.subject = "TikTok Shop application rejected".into();
    doubtful.body =
        "Our TikTok Shop application from March 2 was rejected. Reason: documents not readable. What \
                     about the appeal process?"
            .into();
    desk.opens(doubtful).await;
    let before = samples(&desk.page("/metrics").await);
    let of = |name: &str| before.get(name).copied();
    assert_eq!(of("preflight_tickets_total{category=\"orders\"}"), Some(2.0));
    assert_eq!(of("preflight_tickets_complete_at_first_total{category=\"orders\"}"), Some(1.0));
    assert_eq!(of("preflight_rounds_until_complete_bucket{le=\"1.0\"}"), Some(1.0));
    let missing = "preflight_items_missing_total{category=\"orders\",item=\"cs_order_id\"}";
    assert_eq!(of(missing), Some(1.0));
    assert_eq!(of("preflight_items_asked_total{item=\"cs_order_id\"}"), Some(1.0));
    assert_eq!(of("preflight_items_uncertain_total{category=\"application\",item=\"appealed\"}"), Some(1.0));

    // It is looked at again, and nothing of it is new.
    desk.replies(incomplete.id, "Any news on this??", &[]).await;
    let again = samples(&desk.page("/metrics").await);
    let verdicts = "preflight_verdicts_total{category=\"orders\",verdict=\"incomplete\"}";
    assert_eq!((before[verdicts], again[verdicts]), (1.0, 2.0));
    for name in ["preflight_tickets", "preflight_items", "preflight_rounds"] {
        let of = |samples: &Samples| -> Vec<(String, f64)> {
            samples
                .iter()
                .filter(|(key, _)| key.starts_with(name))
                .map(|(key, n)| (key.clone(), *n))
                .collect()
        };
        assert_eq!(of(&before), of(&again), "{name}");
    }

    // One round later it is complete.
    let words = "The seller id is 7495823610447258113 and in CommentSold it's order 1482207. Here it is!";
    desk.replies(incomplete.id, words, &["commentsold order.png"]).await;
    assert_eq!(desk.verdict(incomplete.id).await, Some("ready"));
    let page = desk.page("/metrics").await;
    let after = samples(&page);
    assert_eq!(after["preflight_rounds_until_complete_count"], 2.0);
    assert_eq!(after["preflight_rounds_until_complete_bucket{le=\"1.0\"}"], 1.0);
    assert_eq!(after["preflight_rounds_until_complete_bucket{le=\"2.0\"}"], 2.0);
    assert_eq!(
        after["preflight_due_to_done_seconds_count{cause=\"delivery\"}"],
        after["preflight_passes_total{end=\"done\"}"]
    );
    documented(&page);
    // For promtool, which .ci/run has.
    fs::write(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("metrics.txt"), &page).expect("written");
    desk.close().await;
}

/// One row a metric, made from the page.
fn documented(page: &str) {
    let mut metrics: BTreeMap<&str, Metric<'_>> = BTreeMap::new();
    for line in page.lines() {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("#"), Some("HELP"), Some(name), Some(help)) => {
                metrics.entry(name).or_default().help = help;
            }
            (Some("#"), Some("TYPE"), Some(name), Some(kind)) => {
                metrics.entry(name).or_default().kind = kind;
            }
            _ => {
                let name = line.split(['{', ' ']).next().unwrap_or_default();
                let metric = metrics.entry(base(name)).or_default();
                metric.labels.extend(labels(line));
            }
        }
    }
    let mut table = String::from("| metric | type | labels | meaning |\n|---|---|---|---|\n");
    for (name, Metric { kind, help, labels }) in &metrics {
        assert!(!kind.is_empty() && !help.is_empty(), "{name} has a head");
        let labels: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
        let labels = if labels.is_empty() { "–".to_owned() } else { labels.join(", ") };
        table += &format!("| `{name}` | {kind} | {labels} | {help} |\n");
    }
    let path = root().join("docs/metrics.md");
    let shipped = fs::read_to_string(&path).expect("it is part of the project");
    let (words, old) = shipped
        .split_once("| metric |")
        .map_or((shipped.as_str(), ""), |(words, _)| (words, &shipped[words.len()..]));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{words}{table}")).expect("written");
    } else {
        assert!(old == table, "docs/metrics.md is old: UPDATE_DOCS=1 cargo test --test e2e metrics\n{table}");
    }
}

#[derive(Default)]
struct Metric<'a> {
    kind: &'a str,
    help: &'a str,
    labels: BTreeSet<&'a str>,
}

#[test]
fn dashboard_and_alerts_ask_for_what_there_is() {
    let page = text("docs/metrics.md");
    let known: BTreeSet<&str> =
        page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    for file in ["grafana-dashboard.json", "alerts.yaml", "alerts-test.yaml"] {
        let text = text(&format!("docs/monitoring/{file}"));
        let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
        let named: BTreeSet<&str> = words
            .filter(|word| word.starts_with("preflight_") || word.starts_with("process_"))
            .map(base)
            .collect();
        assert!(named.len() > 5, "{file}: {named:?}");
        let unknown: Vec<_> = named.difference(&known).collect();
        assert!(unknown.is_empty(), "{file}: {unknown:?}");
    }
}

#[test]
fn each_alert_says_what_to_do_about_it() {
    let commands: BTreeSet<String> =
        Arguments::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let rules = text("docs/monitoring/alerts.yaml");
    let stories = text("docs/monitoring/alerts-test.yaml");
    let alerts: Vec<&str> = rules.split("- alert: ").skip(1).collect();
    assert!(alerts.len() > 10);
    for alert in alerts {
        let name = alert.lines().next().unwrap_or_default();
        let named: Vec<&str> =
            alert.split("`preflight ").skip(1).filter_map(|rest| rest.split([' ', '`']).next()).collect();
        assert!(!named.is_empty() || alert.contains("`service."), "{name} names no command");
        for command in named {
            assert!(commands.contains(command), "{name}: there is no `preflight {command}`");
        }
        assert!(
            stories.contains(&format!("alertname=\"{name}\"")),
            "{name} has no story in alerts-test.yaml"
        );
    }
}

fn samples(page: &str) -> Samples {
    let lines = page.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (name, value) = line.rsplit_once(' ')?;
            Some((name.to_owned(), value.parse().ok()?))
        })
        .collect()
}

/// The metric that a sample belongs to.
fn base(name: &str) -> &str {
    let endings = ["_bucket", "_sum", "_count"];
    endings.into_iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// The names of a sample's labels; no value here has a comma or a brace.
fn labels(line: &str) -> impl Iterator<Item = &str> {
    let pairs =
        line.split_once('{').and_then(|(_, rest)| rest.rsplit_once('}')).map_or("", |(pairs, _)| pairs);
    pairs.split(',').filter_map(|pair| Some(pair.split_once('=')?.0)).filter(|name| *name != "le")
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("it is part of the project")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
