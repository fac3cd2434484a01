//! Nothing an author can write may overflow a small stack: an overflow ends
//! the process of the host.

use super::test_scope::TestScope;
use super::*;
use crate::diagnostic::Diagnostic;

/// Parses on a thread with a stack of 128 KiB; what is dropped, is dropped there.
fn codes_on_small_stack(text: String) -> Vec<&'static str> {
    std::thread::Builder::new()
        .stack_size(128 * 1024)
        .spawn(move || {
            let mut diagnostics: Vec<Diagnostic> = Vec::new();
            drop(parse_expression(&text, 0, &TestScope, &mut diagnostics));
            drop(parse_aggregate(&text, 0, &TestScope, &mut Vec::new()));
            diagnostics
                .iter()
                .map(|diagnostic| diagnostic.code)
                .collect()
        })
        .unwrap()
        .join()
        .unwrap()
}

fn nested(opener: &str, core: &str, closer: &str, times: usize) -> String {
    format!("{}{core}{}", opener.repeat(times), closer.repeat(times))
}

#[test]
fn a_formula_of_twelve_kilobytes_is_refused() {
    let text = vec!["logo_unified"; 12 * 1024 / 16].join(" AND ");
    assert!(text.len() > 12 * 1024);
    assert_eq!(codes_on_small_stack(text), ["F002"]);
}
