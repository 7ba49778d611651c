//! `GET /metrics`: what the service counts and how things stand, in the text format of Prometheus.

use std::fmt::Write;

use actix_web::HttpResponse;
use actix_web::web::Data;
use jiff::Timestamp;

use crate::helpdesk::Headroom;
use crate::http::problem::Problem;
use crate::http::server::Parts;
use crate::service::judges::Standing;
use crate::service::meter::Meter;
use crate::store::peers::Company;
use crate::store::{Counts, Fuse};

const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

pub async fn show(parts: Data<Parts>) -> Result<HttpResponse, Problem> {
    let now = parts.clock.now();
    let unknown = |error: crate::store::StoreError| Problem::NotReady { internal: error.to_string() };
    let counts = parts.store.counts(now).await.map_err(unknown)?;
    let fuse = parts.store.fuse().await.map_err(unknown)?;
    let mut page = Page::default();
    page.of_meter(&parts.worker.meter);
    page.of_config(&parts.worker.judges.standing());
    page.of_replicas(&parts.worker.replicas.company());
    page.of_store(&counts, fuse.as_ref(), now);
    let open = parts.worker.breakers.open();
    for (name, helpdesk) in &parts.helpdesks {
        page.of_helpdesk(name, helpdesk.headroom(), open.contains(name));
    }
    Ok(HttpResponse::Ok().content_type(CONTENT_TYPE).body(page.finish()))
}

/// Samples by metric, each metric with its help and type once.
#[derive(Default)]
struct Page {
    metrics: Vec<Metric>,
}

struct Metric {
    name: &'static str,
    kind: &'static str,
    help: &'static str,
    samples: Vec<(String, f64)>,
}

impl Page {
    fn of_meter(&mut self, meter: &Meter) {
        let deliveries = [
            ("accepted", &meter.deliveries_accepted),
            ("known", &meter.deliveries_known),
            ("not_stored", &meter.deliveries_not_stored),
        ];
        for (result, counter) in deliveries {
            let help = "Verified webhook deliveries by what became of them.";
            self.count("preflight_deliveries_total", help, &format!("result=\"{result}\""), counter.get());
        }
        let passes = [
            ("done", &meter.passes_done),
            ("failed", &meter.passes_failed),
            ("waiting", &meter.passes_waiting),
            ("parked", &meter.passes_parked),
            ("lost", &meter.passes_lost),
        ];
        for (end, counter) in passes {
            let help = "Passes over tickets by how they ended.";
            self.count("preflight_passes_total", help, &format!("end=\"{end}\""), counter.get());
        }
        let plain = [
            ("preflight_writes_total", "Updates made in the helpdesk.", &meter.writes),
            (
                "preflight_gap_filled_total",
                "Tickets that were found by the list of changes because their webhook did not come.",
                &meter.gap_filled,
            ),
            (
                "preflight_gap_failures_total",
                "Looks at the list of changes that failed.",
                &meter.gap_failures,
            ),
            ("preflight_forgotten_rows_total", "Rows forgotten because of their age.", &meter.forgotten_rows),
            (
                "preflight_config_reloads_total",
                "Changed configurations that were taken up.",
                &meter.config_reloads,
            ),
            (
                "preflight_config_reload_failures_total",
                "Changed configurations that were refused because of mistakes.",
                &meter.config_reload_failures,
            ),
        ];
        for (name, help, counter) in plain {
            self.count(name, help, "", counter.get());
        }
    }

    fn of_config(&mut self, standing: &Standing) {
        let version = format!("checklists=\"{}\"", standing.version);
        self.gauge("preflight_config_info", "The checklists that the service goes by.", &version, 1.0);
        let refused = f64::from(u8::from(standing.refused.is_some()));
        let help = "1 if the configuration on disk was refused and the one before it holds.";
        self.gauge("preflight_config_refused", help, "", refused);
    }

    /// Where the store can be shared.
    fn of_replicas(&mut self, company: &Company) {
        if company.replicas.is_empty() {
            return;
        }
        let help = "Replicas that share the store.";
        self.gauge("preflight_replicas", help, "", company.replicas.len() as f64);
        let help = "1 if the replicas go by different checklists.";
        self.gauge("preflight_replicas_differ", help, "", f64::from(u8::from(!company.is_agreed())));
    }

    fn of_store(&mut self, counts: &Counts, fuse: Option<&Fuse>, now: Timestamp) {
        let age = counts.oldest_due_at.map_or(0.0, |at| now.duration_since(at).as_secs_f64().max(0.0));
        self.gauge("preflight_due_tickets", "Tickets that are due now.", "", counts.due as f64);
        self.gauge("preflight_due_oldest_seconds", "How long the oldest of them has been due.", "", age);
        self.gauge("preflight_leased_tickets", "Tickets that are being worked on.", "", counts.leased as f64);
        self.gauge("preflight_parked_tickets", "Tickets that were set aside.", "", counts.parked as f64);
        let help = "1 if the fuse is open and nothing is written any more: alert on this.";
        self.gauge("preflight_fuse_open", help, "", f64::from(u8::from(fuse.is_some())));
    }

    fn of_helpdesk(&mut self, name: &str, headroom: Headroom, breaker_open: bool) {
        let label = format!("helpdesk=\"{name}\"");
        let help = "1 if the helpdesk is left in peace because it does not work.";
        self.gauge("preflight_breaker_open", help, &label, f64::from(u8::from(breaker_open)));
        let known = [
            ("preflight_requests_left", "Requests that the helpdesk still allows.", headroom.requests_left),
            ("preflight_requests_max", "Requests that the helpdesk allows.", headroom.requests_max),
            ("preflight_updates_left", "Updates that are left within this minute.", headroom.updates_left),
            ("preflight_updates_max", "Updates that Preflight takes in a minute.", headroom.updates_max),
            (
                "preflight_pause_seconds",
                "For how long nothing is asked of the helpdesk.",
                Some(headroom.pause_secs),
            ),
        ];
        for (metric, help, value) in known {
            if let Some(value) = value {
                self.gauge(metric, help, &label, value as f64);
            }
        }
    }

    fn count(&mut self, name: &'static str, help: &'static str, labels: &str, value: u64) {
        self.add(name, "counter", help, labels, value as f64);
    }

    fn gauge(&mut self, name: &'static str, help: &'static str, labels: &str, value: f64) {
        self.add(name, "gauge", help, labels, value);
    }

    fn add(&mut self, name: &'static str, kind: &'static str, help: &'static str, labels: &str, value: f64) {
        let sample = (labels.to_owned(), value);
        match self.metrics.iter_mut().find(|metric| metric.name == name) {
            Some(metric) => metric.samples.push(sample),
            None => self.metrics.push(Metric { name, kind, help, samples: vec![sample] }),
        }
    }

    fn finish(self) -> String {
        let mut text = String::new();
        for Metric { name, kind, help, samples } in self.metrics {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (labels, value) in samples {
                let labels = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        }
        text
    }
}
