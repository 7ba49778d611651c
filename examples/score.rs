//! Throwaway.
use std::io::BufRead;
fn main() {
    let mut files = Vec::new();
    for e in walk("config") {
        if e.ends_with(".yaml") && !e.contains("preflight.yaml") {
            files.push(preflight::yaml::diagnostic::SourceFile {
                path: e.trim_start_matches("config/").to_string(),
                text: std::fs::read_to_string(&e).unwrap(),
            });
        }
    }
    let lists = match preflight::checklist::load::load(&files) {
        Ok(l) => l,
        Err(d) => {
            for x in d {
                eprintln!("{x}");
            }
            return;
        }
    };
    let checker =
        preflight::verdict::Checker::new(lists, jiff::tz::TimeZone::get("America/New_York").unwrap())
            .unwrap_or_else(|e| panic!("{e:?}"));
    let t0 = std::time::Instant::now();
    let mut n = 0;
    for line in std::io::stdin().lock().lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let ticket: preflight::ticket::Ticket = serde_json::from_value(v["ticket"].clone()).unwrap();
        let now = ticket.checked_at.unwrap();
        let mut r = serde_json::to_value(checker.check(&ticket, now)).unwrap();
        r["id"] = v["id"].clone();
        n += 1;
        println!("{r}");
    }
    eprintln!("{n} in {:?}", t0.elapsed());
}
fn walk(d: &str) -> Vec<String> {
    let mut o = vec![];
    for e in std::fs::read_dir(d).unwrap() {
        let p = e.unwrap().path();
        if p.is_dir() { o.extend(walk(p.to_str().unwrap())) } else { o.push(p.to_str().unwrap().into()) }
    }
    o.sort();
    o
}
