//! What the pages of docs/ say to type, taken from there.

use crate::scrape::repository;

/// A page of docs/.
pub fn page(name: &str) -> String {
    std::fs::read_to_string(repository("docs").join(name)).unwrap()
}

/// The block of code below a mark.
pub fn block(page: &str, mark: &str) -> String {
    let after =
        page.split_once(&format!("<!-- tested: {mark} -->\n")).unwrap_or_else(|| panic!("no mark {mark}"));
    let code = after.1.strip_prefix("```").and_then(|code| code.split_once('\n')).unwrap().1;
    code.split_once("```").unwrap().0.to_owned()
}

/// A command that starts a process, as `NAME=value oathgate serve   # on machine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// What it is told in front of the command.
    pub settings: Vec<(String, String)>,
    /// The command behind `oathgate`.
    pub arguments: Vec<String>,
    /// The machine that the comment names.
    pub machine: String,
}

/// The commands of a block that start processes.
pub fn started(block: &str) -> Vec<Started> {
    let line = |line: &str| {
        let (command, machine) = line.split_once("# on ").unwrap();
        let mut words = command.split_whitespace().map(str::to_owned);
        let settings = words.by_ref().take_while(|word| word != "oathgate");
        let settings = settings.map(|word| {
            let (name, value) = word.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        });
        let settings = settings.collect();
        Started { settings, arguments: words.collect(), machine: machine.trim().to_owned() }
    };
    block.lines().filter(|line| !line.trim().is_empty()).map(line).collect()
}

/// The commands of `oathgate` that the section behind a link such as `docs/page.md#section` names.
pub fn commands_at(link: &str) -> Vec<Vec<String>> {
    let (file, anchor) = link.strip_prefix("docs/").and_then(|link| link.split_once('#')).unwrap();
    let page = page(file);
    let is_it = |heading: &str| heading.to_lowercase().replace(' ', "-") == anchor;
    let section = page.split("\n#").find(|section| {
        section.lines().next().is_some_and(|line| is_it(line.trim_start_matches('#').trim()))
    });
    let section = section.unwrap_or_else(|| panic!("{link} leads nowhere"));
    // Every second part stands between backquotes.
    let quoted = section.split('`').skip(1).step_by(2);
    let commands = quoted.filter_map(|words| words.strip_prefix("oathgate "));
    commands.map(|command| command.split_whitespace().map(str::to_owned).collect()).collect()
}

#[test]
fn commands_are_read_as_they_stand() {
    let found =
        started("A=1 B=x:2 oathgate serve --with-worker   # on api-1\noathgate worker # on worker-1\n");
    assert_eq!(found[0].settings, [("A".to_owned(), "1".to_owned()), ("B".to_owned(), "x:2".to_owned())]);
    assert_eq!(found[0].arguments, ["serve", "--with-worker"]);
    assert_eq!((found[1].settings.len(), found[1].machine.as_str()), (0, "worker-1"));
    let retry = vec!["workflow", "retry", "--status", "waiting", "--fault", "<code>"];
    assert!(commands_at("docs/observability.md#oathgatemailfailing").iter().any(|command| *command == retry));
}
