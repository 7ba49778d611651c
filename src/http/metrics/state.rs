//! How things stand now: the configuration, the queue, the store's file, and each helpdesk.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;
use rustix::fs::statvfs;

use crate::helpdesk::Headroom;
use crate::metric::{Labels, Series, labels};
use crate::service::Helpdesks;
use crate::service::judges::Standing;
use crate::store::peers::Company;
use crate::store::{Counts, Fuse};

pub fn of_build(registry: &mut Registry) {
    let labels = labels([("version", env!("CARGO_PKG_VERSION"))]);
    series(registry, "build_info", "The program's version", vec![(labels, 1.0)]);
}

pub fn of_config(registry: &mut Registry, helpdesks: &Helpdesks, standing: &Standing) {
    let of_each = helpdesks
        .keys()
        .map(|name| (labels([("checklists", standing.version(name)), ("helpdesk", name)]), 1.0));
    let help = "The checklists that a helpdesk's tickets are held against";
    series(registry, "config_info", help, of_each.collect());
    let help = "1 if the configuration on disk was refused and the one before it holds";
    gauge(registry, "config_refused", help, flag(standing.refused.is_some()));
}

pub fn of_queue(registry: &mut Registry, counts: &Counts, now: Timestamp) {
    let age = counts.oldest_due_at.map_or(0.0, |at| now.duration_since(at).as_secs_f64().max(0.0));
    gauge(registry, "due_tickets", "Tickets that are due now", counts.due as f64);
    gauge(registry, "due_oldest_seconds", "How long the oldest of them has been due", age);
    gauge(registry, "leased_tickets", "Tickets that are being worked on", counts.leased as f64);
    gauge(registry, "parked_tickets", "Tickets that were set aside", counts.parked as f64);
}

pub fn of_fuses(registry: &mut Registry, helpdesks: &Helpdesks, fuses: &[Fuse]) {
    let of_each = helpdesks
        .keys()
        .map(|name| (labels([("helpdesk", name)]), flag(fuses.iter().any(|fuse| fuse.is_of(name)))));
    let help = "1 if the helpdesk's fuse is open and nothing is written there any more";
    series(registry, "fuse_open", help, of_each.collect());
}

/// Where the store can be shared.
pub fn of_replicas(registry: &mut Registry, company: &Company) {
    if company.replicas.is_empty() {
        return;
    }
    gauge(registry, "replicas", "Replicas that share the store", company.replicas.len() as f64);
    let help = "1 if the replicas go by different checklists";
    gauge(registry, "replicas_differ", help, flag(!company.is_agreed()));
}

/// The store's file, what is not yet in it, and the room on its disk.
pub fn of_file(registry: &mut Registry, path: &Path) {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let files = [("main", path.to_owned()), ("log", PathBuf::from(log))];
    let sizes = files.into_iter().map(|(file, path)| {
        // The log comes with the first write.
        let bytes = fs::metadata(path).map_or(0, |metadata| metadata.len());
        (labels([("file", file)]), bytes as f64)
    });
    let help = "Size of the store's file, and of the log that goes into it";
    series(registry, "store_bytes", help, sizes.collect());
    if let Ok(disk) = statvfs(folder(path)) {
        let help = "Room that is left on the store's disk";
        gauge(registry, "store_free_bytes", help, (disk.f_bavail * disk.f_frsize) as f64);
    }
}

pub fn of_helpdesks(registry: &mut Registry, helpdesks: &Helpdesks, out_of_order: &[String]) {
    let of_each = |value: fn(&Headroom) -> Option<u64>| {
        let told = helpdesks.iter().filter_map(|(name, helpdesk)| {
            Some((labels([("helpdesk", name)]), value(&helpdesk.headroom())? as f64))
        });
        told.collect::<Vec<_>>()
    };
    let breakers =
        helpdesks.keys().map(|name| (labels([("helpdesk", name)]), flag(out_of_order.contains(name))));
    let help = "1 if the helpdesk is left in peace because it does not work";
    series(registry, "breaker_open", help, breakers.collect());
    let help = "Requests that the helpdesk still allows";
    series(registry, "requests_left", help, of_each(|room| room.requests_left));
    let help = "Requests that the helpdesk allows";
    series(registry, "requests_max", help, of_each(|room| room.requests_max));
    let help = "Updates that are left within this minute";
    series(registry, "updates_left", help, of_each(|room| room.updates_left));
    let help = "Updates that Preflight takes in a minute";
    series(registry, "updates_max", help, of_each(|room| room.updates_max));
    let help = "For how long nothing is asked of the helpdesk";
    series(registry, "pause_seconds", help, of_each(|room| Some(room.pause_secs)));
    of_traffic(registry, helpdesks);
}

fn of_traffic(registry: &mut Registry, helpdesks: &Helpdesks) {
    let (mut requests, mut durations) = (Vec::new(), Vec::new());
    for (name, traffic) in helpdesks.iter().filter_map(|(name, desk)| Some((name, desk.traffic()?))) {
        for (method, result, counter) in traffic.requests() {
            let labels = labels([("helpdesk", name), ("method", method), ("result", result)]);
            requests.push((labels, counter.clone()));
        }
        durations.push((labels([("helpdesk", name)]), traffic.duration.clone()));
    }
    let help = "Requests to the helpdesk by the answer's status";
    registry.register("helpdesk_requests", help, Series(requests));
    let help = "How long a request to the helpdesk took";
    registry.register("helpdesk_request_duration_seconds", help, Series(durations));
}

fn gauge(registry: &mut Registry, name: &str, help: &str, value: f64) {
    registry.register(name, help, ConstGauge::new(value));
}

fn series(registry: &mut Registry, name: &str, help: &str, values: Vec<(Labels, f64)>) {
    let values = values.into_iter().map(|(labels, value)| (labels, ConstGauge::new(value)));
    registry.register(name, help, Series(values.collect()));
}

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
