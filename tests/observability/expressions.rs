//! What alerts and dashboard ask for: that it is a question, and that there is an answer. Labels that do not exist
//! give no error in Prometheus, they give nothing.

use crate::scrape::{Scrape, names_in, promtool, repository};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Labels that Prometheus puts on by itself.
const OF_PROMETHEUS: [&str; 2] = ["instance", "job"];

/// An expression, and the labels that a text beside it shows.
#[derive(Debug)]
pub struct Asked {
    /// Where it stands.
    pub place: String,
    /// The expression.
    pub expression: String,
    /// The labels that its text shows.
    pub shown: BTreeSet<String>,
}

/// The names within `{{…}}` behind `before`, as in `{{ $labels.kind }}` and `{{kind}}`.
fn shown(text: &str, before: &str) -> BTreeSet<String> {
    let parts =
        text.split("{{").skip(1).filter_map(|part| part.split_once("}}")).map(|(part, _)| part.trim());
    let names = parts.filter_map(|part| part.strip_prefix(before));
    names.map(|name| name.split([' ', '|']).next().unwrap().to_owned()).collect()
}

/// Those of the alerts.
pub fn of_alerts() -> Vec<Asked> {
    let text = std::fs::read_to_string(repository("deploy/prometheus/alerts.yml")).unwrap();
    let rules = text.split("- alert: ").skip(1).map(|rule| {
        let (before, after) = rule.split_once("annotations:").unwrap();
        let expression = before.split_once("expr:").unwrap().1;
        let expression = expression.split("\n        for:").next().unwrap();
        let expression = expression.split("\n        labels:").next().unwrap();
        Asked {
            place: rule.lines().next().unwrap().to_owned(),
            expression: expression.trim().trim_start_matches('|').trim().to_owned(),
            shown: shown(after, "$labels."),
        }
    });
    rules.collect()
}

/// Those of the dashboard. Its variables stand for everything.
pub fn of_dashboard() -> Vec<Asked> {
    let text = std::fs::read_to_string(repository("deploy/grafana/oathgate.json")).unwrap();
    let mut found = Vec::new();
    collect(&serde_json::from_str(&text).unwrap(), "dashboard", &mut found);
    found
}

fn collect(value: &Value, place: &str, found: &mut Vec<Asked>) {
    match value {
        Value::Object(map) => {
            let place = map.get("title").and_then(Value::as_str).unwrap_or(place);
            if let Some(expression) = map.get("expr").and_then(Value::as_str) {
                let legend = map.get("legendFormat").and_then(Value::as_str).unwrap_or_default();
                let expression = expression.replace("$instance", ".*");
                assert!(
                    !expression.contains('$'),
                    "{place}: a variable that is not known here: {expression}"
                );
                found.push(Asked { place: place.to_owned(), expression, shown: shown(legend, "") });
            }
            map.values().for_each(|value| collect(value, place, found));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, place, found)),
        _ => {}
    }
}

/// What labels there are, by the name of a figure, and with which values.
pub struct Labels(BTreeMap<String, BTreeMap<String, BTreeSet<String>>>);

impl Labels {
    /// Those of a scrape.
    pub fn of(scrape: &Scrape) -> Self {
        let mut labels: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
        for (series, _) in scrape.series() {
            let (name, rest) = series.split_once('{').unwrap_or((&series, ""));
            let known = labels.entry(name.to_owned()).or_default();
            for (label, _, value) in matchers(rest.trim_end_matches('}')) {
                known.entry(label).or_default().insert(value);
            }
        }
        Self(labels)
    }

    /// What is wrong with an expression. Figures that are not in the scrape are left out.
    pub fn faults(&self, asked: &Asked) -> Vec<String> {
        let Asked { place, expression, shown } = asked;
        let mut faults = Vec::new();
        let known = |names: &BTreeSet<String>, label: &str| {
            OF_PROMETHEUS.contains(&label)
                || names.iter().all(|name| self.0.get(name).is_none_or(|labels| labels.contains_key(label)))
        };
        for (name, selector) in selectors(expression) {
            let Some(labels) = self.0.get(&name) else { continue };
            for (label, operator, value) in matchers(&selector) {
                if OF_PROMETHEUS.contains(&label.as_str()) {
                    continue;
                }
                let Some(values) = labels.get(&label) else {
                    faults.push(format!("{place}: {name} has no label {label}"));
                    continue;
                };
                // A pattern that is more than a choice of words may be of what has not come about.
                let is_choice =
                    operator == "=" || (operator == "=~" && !value.contains(['.', '*', '+', '[']));
                let choices = value.split('|').filter(|value| is_choice && !values.contains(*value));
                faults.extend(
                    choices.map(|value| format!("{place}: {label} of {name} is never {value}: {values:?}")),
                );
            }
        }
        let all = names_in(expression);
        let groups = groups(expression);
        for (labels, inner) in &groups {
            let names = names_in(inner);
            assert!(!names.is_empty(), "{place}: what is grouped is not understood: {expression}");
            let missing = labels.iter().filter(|label| !known(&names, label));
            faults.extend(missing.map(|label| format!("{place}: {names:?} cannot be grouped by {label}")));
        }
        for label in shown {
            let kept = match groups.first() {
                Some((labels, _)) => labels.contains(label),
                None => !is_aggregated(expression) && known(&all, label),
            };
            if !kept {
                faults.push(format!("{place}: the text shows {label}, which {expression} does not give"));
            }
        }
        faults
    }
}

fn is_aggregated(expression: &str) -> bool {
    ["sum(", "min(", "max(", "count("].iter().any(|start| expression.starts_with(start))
}

/// `name="value"` parts, with their operators.
fn matchers(text: &str) -> Vec<(String, String, String)> {
    let (mut rest, mut found) = (text, Vec::new());
    while let Some((name, after)) = rest.split_once(['=', '!']) {
        let operator_length = rest.len() - name.len() - after.len();
        let (tail, after) = after.split_once('"').unwrap();
        let operator = format!("{}{tail}", &rest[name.len()..name.len() + operator_length]);
        let (value, after) = after.split_once('"').unwrap();
        found.push((name.trim().trim_start_matches(',').trim().to_owned(), operator, value.to_owned()));
        rest = after;
    }
    found
}

/// Each figure that an expression names, with what stands in its braces.
fn selectors(expression: &str) -> Vec<(String, String)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (mut rest, mut found) = (expression, Vec::new());
    while let Some(start) = rest.find(is_part) {
        rest = &rest[start..];
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        rest = after;
        if name.starts_with("oathgate_") || name.starts_with("process_") {
            let braces = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            found.push((name.to_owned(), braces.map_or_else(String::new, |(inner, _)| inner.to_owned())));
        }
    }
    found
}

/// Each `by (labels) (…)`, and what it groups.
fn groups(expression: &str) -> Vec<(Vec<String>, String)> {
    let parts = expression.match_indices("by (").map(|(at, _)| {
        let (labels, after) = expression[at + 4..].split_once(')').unwrap();
        let labels = labels.split(',').map(|label| label.trim().to_owned()).collect();
        let inner = after.trim_start().strip_prefix('(').unwrap_or_else(|| panic!("{expression}"));
        let mut depth = 1;
        let end = inner.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        (labels, inner[..end.unwrap()].to_owned())
    });
    parts.collect()
}

/// All of them, and none is wrong.
pub fn assert_answered(scrape: &Scrape) {
    let labels = Labels::of(scrape);
    let (alerts, dashboard) = (of_alerts(), of_dashboard());
    assert!(alerts.len() > 15 && dashboard.len() > 40, "{} and {}", alerts.len(), dashboard.len());
    let faults: Vec<String> =
        alerts.iter().chain(&dashboard).flat_map(|asked| labels.faults(asked)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_expression_of_the_dashboard_is_one() {
    let rules: Vec<Value> = of_dashboard()
        .iter()
        .enumerate()
        .map(|(number, asked)| json!({ "record": format!("panel:{number}"), "expr": asked.expression }))
        .collect();
    let check = |rules: &[Value]| {
        // What is JSON is YAML, too.
        let file = tempfile::Builder::new().suffix(".yml").tempfile().unwrap();
        let text = json!({ "groups": [{ "name": "dashboard", "rules": rules }] }).to_string();
        std::fs::write(file.path(), text).unwrap();
        promtool(&["check", "rules", "--lint=none", &file.path().display().to_string()], "")
    };
    let Some((content, said)) = check(&rules) else { return };
    assert!(content, "{said}");
    let broken = json!({ "record": "panel:broken", "expr": "sum by (operation (up)" });
    assert!(!check(&[broken]).unwrap().0, "what is no expression passes");
}

#[test]
fn what_cannot_be_answered_is_found() {
    let scrape = "oathgate_mails_total{outcome=\"sent\"} 1\noathgate_mails_total{outcome=\"failed\"} 0\nprocess_open_fds 3\n";
    let labels = Labels::of(&Scrape(scrape.to_owned()));
    let faults = |expression: &str, text: &str| {
        let shown = shown(text, "");
        labels.faults(&Asked { place: "x".to_owned(), expression: expression.to_owned(), shown })
    };
    for (good, text) in [
        (
            "sum by (outcome) (rate(oathgate_mails_total{instance=~\".*\",outcome=~\"sent|failed\"}[5m]))",
            "{{outcome}}",
        ),
        (
            "sum by (instance, outcome) (oathgate_mails_total{outcome!=\"sent\"})",
            "{{ instance }} {{outcome}}",
        ),
        ("process_open_fds{job=~\"a\"} > 3", "{{instance}}"),
        ("rate(oathgate_elsewhere_total{some=\"thing\"}[5m])", ""),
    ] {
        assert_eq!(faults(good, text), Vec::<String>::new(), "{good}");
    }
    for (bad, text, words) in [
        ("sum by (status) (rate(oathgate_mails_total[5m]))", "", "grouped by status"),
        ("rate(oathgate_mails_total{result=\"sent\"}[5m])", "", "no label result"),
        ("rate(oathgate_mails_total{outcome=\"lost\"}[5m])", "", "never lost"),
        ("rate(oathgate_mails_total{outcome=~\"sent|lost\"}[5m])", "", "never lost"),
        ("sum by (outcome) (oathgate_mails_total)", "{{kind}}", "shows kind"),
        ("sum(oathgate_mails_total)", "{{outcome}}", "shows outcome"),
        ("process_open_fds", "{{operation}}", "shows operation"),
    ] {
        let found = faults(bad, text);
        assert!(found.len() == 1 && found[0].contains(words), "{bad}: {found:?}");
    }
}
