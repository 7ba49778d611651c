//! From OpenMetrics, which the library writes, to Prometheus' text format, which every tool reads.

use std::collections::BTreeSet;

const COUNTER: &str = " counter";

/// They differ in little: there a counter's name stands in its head without the `_total` of its samples, and there is an
/// end.
pub fn of(open_metrics: &str) -> String {
    let counters: BTreeSet<&str> =
        open_metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.strip_suffix(COUNTER)).collect();
    let mut text = String::with_capacity(open_metrics.len() + 1_024);
    for line in open_metrics.lines().filter(|line| *line != "# EOF") {
        match head(line).filter(|(_, name, _)| counters.contains(name)) {
            Some((keyword, name, rest)) => {
                text.extend([keyword, name, "_total ", rest]);
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// A line of a metric's head: the keyword with its blank, the name, and the rest.
fn head(line: &str) -> Option<(&str, &str, &str)> {
    let keyword = ["# HELP ", "# TYPE "].into_iter().find(|keyword| line.starts_with(keyword))?;
    let (name, rest) = line[keyword.len()..].split_once(' ')?;
    Some((keyword, name, rest))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn counters_have_the_name_of_their_samples_and_there_is_no_end() {
        let open_metrics = "# HELP a What is counted.\n# TYPE a counter\na_total{b=\"c\"} 1\n\
                            # HELP d_seconds A time.\n# TYPE d_seconds gauge\nd_seconds 0.5\n# EOF\n";
        let text = "# HELP a_total What is counted.\n# TYPE a_total counter\na_total{b=\"c\"} 1\n\
                    # HELP d_seconds A time.\n# TYPE d_seconds gauge\nd_seconds 0.5\n";
        assert_eq!(of(open_metrics), text);
    }
}
