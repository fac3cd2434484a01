//! The calls of hosts: what they do, and that misuse is an error and nothing else.
#![cfg(feature = "test-panic")]

#[cfg(feature = "door")]
use huimin_host::directory;
use huimin_host::tally::Format;
use huimin_host::{
    AddOptions, BAD_CALL, BAD_HANDLE, Failure, Handle, INTERNAL, Language, Outcome, assessment,
    checker, guard, network, plan, programme, request, tally,
};

const DISPUTES: &str = "dispute_id,division_code,party,registered_on,mediated_on,outcome\n\
    D1,530402001001,poor_household,2019-03-01,2019-03-09,settled\n\
    D2,530402001001,poor_household,2019-03-02,2019-03-10,failed\n";

/// So many threads, and no callback.
fn threads(threads: usize) -> AddOptions<'static> {
    AddOptions {
        threads,
        progress: None,
        ..Default::default()
    }
}

fn plan_of_yuxi() -> plan::PlanHandle {
    let programme = programme::builtin("yuxi-2019").unwrap();
    let network = network::builtin("yuxi-2019").unwrap();
    let made = plan::new(programme, network).unwrap();
    programme.free().unwrap();
    network.free().unwrap();
    made
}

fn filled(plan: plan::PlanHandle) -> tally::TallyHandle {
    let made = tally::new(plan).unwrap();
    let file = (Format::csv(), DISPUTES.as_bytes());
    let added = tally::add(made, "disputes", file, AddOptions::default()).unwrap();
    assert_eq!(added.records, 2);
    made
}

fn code<T>(outcome: Outcome<T>) -> i32 {
    outcome.map_or_else(|failure| failure.code(), |_| 0)
}

#[test]
fn a_figure_from_records() {
    let plan = plan_of_yuxi();
    let tally = filled(plan);
    let made = assessment::assess(tally, "2019-11-30", threads(2)).unwrap();
    let value = assessment::value(made, "mediation_success_rate", "530402").unwrap();
    assert!(
        value.starts_with(r#"{"numerator":"1","denominator":"2","value":"0.5","display":"50.00%""#),
        "{value}"
    );
    assert_eq!(assessment::verdict(made).unwrap(), Some(false));
    assert_eq!(
        assessment::dates(made).unwrap().last().unwrap(),
        "2019-11-30"
    );
    let place = ("mediation_success_rate", "530402");
    assert!(
        assessment::explain(made, place, true)
            .unwrap()
            .contains(r#""key":"D2""#)
    );
    assert!(
        !assessment::explain(made, place, false)
            .unwrap()
            .contains(r#""key":"D2""#)
    );
    let words = assessment::explain_text(made, place, Language::English, 5).unwrap();
    assert!(words.contains("50.00%"), "{words}");
    for name in assessment::TABLES {
        let json = assessment::table_json(made, name, Language::Chinese).unwrap();
        let csv = assessment::table_csv(made, name, Language::Chinese).unwrap();
        let rows = assessment::table(made, name, Language::Chinese).unwrap();
        assert_eq!(json == "null", csv.is_empty(), "{name}");
        assert_eq!(json == "null", rows.is_none(), "{name}");
    }
    assert!(
        assessment::workbook(made, Language::Chinese)
            .unwrap()
            .starts_with(b"PK")
    );
    assert!(
        assessment::page(made, Language::Chinese)
            .unwrap()
            .starts_with("<!DOCTYPE html>")
    );
    assert!(
        assessment::reconcile(made, "{}", Language::English)
            .unwrap()
            .starts_with(r#"{"comparison":["#)
    );
    assert!(
        assessment::inspection(made, "centres", Some("s"))
            .unwrap()
            .starts_with(r#"{"inspections":["#)
    );
    assert!(
        checker::check(
            checker::new(plan, "disputes").unwrap(),
            &[
                Some("D1"),
                Some("530402"),
                Some("poor_village"),
                Some("2019-03-09"),
                None,
                None
            ]
        )
        .is_ok()
    );
    assert_eq!(code(assessment::assess(tally, "2019-02-30", threads(1))), 6);
    assert_eq!(code(assessment::assess(tally, "2018-02-20", threads(1))), 6);
}

#[test]
fn tallies_are_merged_copied_and_given_as_bytes() {
    let plan = plan_of_yuxi();
    let (one, two) = (filled(plan), tally::new(plan).unwrap());
    let copied = tally::copy(one).unwrap();
    let bytes = tally::to_bytes(one).unwrap();
    tally::merge(two, tally::from_bytes(plan, &bytes).unwrap()).unwrap();
    assert_eq!(tally::to_bytes(two).unwrap(), bytes);
    let retracted = tally::retract(copied, "disputes", (Format::csv(), DISPUTES.as_bytes()));
    assert_eq!(retracted.unwrap().records, 2);
    assert_eq!(tally::records(copied, "disputes").unwrap(), 0);
    assert_eq!(tally::records(one, "disputes").unwrap(), 2);
    assert_eq!(code(tally::merge(one, one)), 6);
    assert_eq!(code(tally::from_bytes(plan, &bytes[..40])), 8);
    assert_eq!(
        code(tally::retract(
            copied,
            "disputes",
            (Format::csv(), DISPUTES.as_bytes())
        )),
        7
    );
}

#[test]
fn a_freed_or_foreign_handle_is_an_error() {
    let plan = plan_of_yuxi();
    let tally = filled(plan);
    let number = u64::from(tally);
    assert_eq!(
        code(plan::warnings(Handle::from(number))),
        BAD_HANDLE,
        "another kind"
    );
    assert_eq!(
        code(tally::records(Handle::from(0), "disputes")),
        BAD_HANDLE
    );
    assert_eq!(
        code(tally::records(Handle::from(number ^ 5 << 40), "disputes")),
        BAD_HANDLE
    );
    tally.free().unwrap();
    assert_eq!(code(tally.free()), BAD_HANDLE, "freed twice");
    assert_eq!(code(tally::records(tally, "disputes")), BAD_HANDLE);
    assert_eq!(
        code(Handle::<Failure>::from(0).free()),
        0,
        "zero is freed without a word"
    );
    let failure = tally.free().unwrap_err();
    let json = failure.json();
    assert!(
        json.starts_with(r#"{"code":101,"kind":"handle","message":{"zh":"#),
        "{json}"
    );
    assert_eq!(code(huimin_host::text("dataset", b"\xff")), BAD_CALL);
    let long = "惠".repeat(1 << 15);
    let refused = huimin_host::named("dataset", long.as_bytes()).unwrap_err();
    assert_eq!(refused.code(), BAD_CALL);
    assert!(refused.json().len() < 1_000, "the name is not repeated");
    assert!(huimin_host::named("dataset", &long.as_bytes()[..65_535]).is_ok());
    assert_eq!(code(huimin_host::language(2)), BAD_CALL);
}

#[test]
fn a_tally_belongs_to_one_thread_at_a_time() {
    let plan = plan_of_yuxi();
    let tally = filled(plan);
    let mut seen = Vec::new();
    let mut again = |_| {
        seen.push(code(tally::records(tally, "disputes")));
        false
    };
    let options = AddOptions {
        threads: 1,
        progress: Some(&mut again),
        ..Default::default()
    };
    let mut many = String::from(DISPUTES.lines().next().unwrap());
    for number in 0..300_000 {
        many += &format!("\nE{number},530402001001,poor_household,2019-03-01,2019-03-09,settled");
    }
    let file = (Format::csv(), many.as_bytes());
    assert_eq!(
        code(tally::add(tally, "disputes", file, options)),
        9,
        "cancelled"
    );
    assert_eq!(seen, [7], "busy");
    assert_eq!(
        tally::records(tally, "disputes").unwrap(),
        2,
        "nothing was added"
    );
}

#[test]
fn a_panic_spoils_its_tally_and_nothing_else() {
    let plan = plan_of_yuxi();
    let (one, two) = (filled(plan), filled(plan));
    let failure = guard(|| tally::panic(one)).unwrap_err();
    assert_eq!(failure.code(), INTERNAL);
    assert!(failure.json().contains("a panic that was asked for"));
    assert_eq!(code(tally::records(one, "disputes")), INTERNAL, "spoilt");
    assert_eq!(code(tally::merge(two, one)), INTERNAL);
    assert_eq!(tally::records(two, "disputes").unwrap(), 2);
    one.free().unwrap();
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("once more");
        }
    }
    let thrown = guard::<()>(|| std::panic::panic_any(Bomb)).unwrap_err();
    assert_eq!(thrown.code(), INTERNAL);
}

#[test]
fn requests_are_answered() {
    let answer =
        request::apportion(r#"{"total":10,"recipients":[{"weight":6},{"weight":6},{"weight":2}]}"#);
    assert_eq!(answer.unwrap(), "[4,4,2]");
    let network = network::builtin("yuxi-2019").unwrap();
    assert_eq!(network::size(network).unwrap(), 794);
    let request =
        r#"{"root":"530400","target":10,"to":"county","weights":{"530402":1,"530403":1}}"#;
    assert!(
        request::allocate(network, request).is_ok()
            || code(request::allocate(network, request)) == 6
    );
    assert_eq!(code(request::score("{")), 6);
}

#[test]
#[cfg(feature = "door")]
fn a_directory_is_surveyed_and_received() {
    let root = Place::new("received");
    root.write("disputes.csv", DISPUTES);
    root.write(
        "红塔区/纠纷.csv",
        &DISPUTES.replace("D1", "E1").replace("D2", "E2"),
    );
    root.write("Thumbs.db", "x");
    let programme = programme::builtin("yuxi-2019").unwrap();
    let found = directory::open(programme, root.path(), "").unwrap();
    let json = directory::json(found).unwrap();
    assert!(
        json.starts_with(r#"{"register":null,"parts":[{"file":"#),
        "{json}"
    );
    assert!(json.contains(r#""reason":"system_file""#), "{json}");
    assert!(directory::network(found).unwrap().is_none());

    let tally = tally::new(plan_of_yuxi()).unwrap();
    let mut calls = 0;
    let mut stop = |_| {
        calls += 1;
        false
    };
    let options = AddOptions {
        threads: 1,
        progress: Some(&mut stop),
        ..Default::default()
    };
    assert_eq!(
        code(directory::receive(tally, found, options)),
        9,
        "cancelled"
    );
    assert!(calls > 0);
    assert!(tally::received(tally).unwrap().is_empty());
    directory::receive(tally, found, threads(2)).unwrap();
    assert_eq!(tally::records(tally, "disputes").unwrap(), 4);
    found.free().unwrap();
    assert_eq!(code(directory::json(found)), BAD_HANDLE);
    assert_eq!(
        code(directory::receive(tally, found, threads(1))),
        BAD_HANDLE
    );
}

#[test]
#[cfg(feature = "door")]
fn what_is_wrong_with_a_directory_is_told_at_once() {
    let root = Place::new("wrong");
    root.write("disputes.csv", DISPUTES);
    root.write("who knows.csv", "a,b\n1,2\n");
    root.write("disputes-2.csv", "dispute_id,party\nD1,other\n");
    let programme = programme::builtin("yuxi-2019").unwrap();
    let failure = directory::open(programme, root.path(), "").unwrap_err();
    let files = failure.causes().into_iter().map(|cause| cause.place().file);
    let mut files: Vec<String> = files.flatten().collect();
    files.sort();
    assert_eq!(files, ["disputes-2.csv", "who knows.csv"]);
    assert!(failure.json().contains(r#""causes":[{"code":3,"#));
    let ignoring = r#"{"ignore":["who*","*-2.csv"]}"#;
    let found = directory::open(programme, root.path(), ignoring).unwrap();
    let (tally, network) = (
        tally::new(plan_of_yuxi()).unwrap(),
        directory::network(found).unwrap(),
    );
    assert!(network.is_none());
    root.remove("disputes.csv");
    let gone = directory::receive(tally, found, threads(1)).unwrap_err();
    assert_eq!(gone.place().file.as_deref(), Some("disputes.csv"));
    assert!(gone.causes().is_empty());
    for options in [
        "{",
        r#"{"ignored":[]}"#,
        r#"{"encodings":{"dispute":"utf-8"}}"#,
    ] {
        assert_eq!(code(directory::open(programme, root.path(), options)), 6);
    }
    let nowhere = format!("{}/nowhere", root.path());
    assert_eq!(code(directory::open(programme, &nowhere, "")), 3);
}

/// A directory of its own for a test, which goes with it.
#[cfg(feature = "door")]
struct Place(std::path::PathBuf);

#[cfg(feature = "door")]
impl Place {
    fn new(name: &str) -> Self {
        let root = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&root);
        std::fs::create_dir_all(&root).unwrap();
        Self(root)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn remove(&self, name: &str) {
        std::fs::remove_file(self.0.join(name)).unwrap();
    }
}

#[cfg(feature = "door")]
impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
