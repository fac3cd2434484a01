use super::*;
use crate::definition::{builtin_names, builtin_text};

#[test]
fn built_in_definitions_parse_without_a_diagnostic() {
    for name in builtin_names() {
        let text = builtin_text(name).unwrap();
        match Definition::parse(name, text) {
            Ok((definition, warnings)) => {
                assert_eq!(definition.programme.id.value, name);
                assert_eq!(warnings.list, [], "{name}");
            }
            Err(diagnostics) => panic!("{name}: {:#?}", diagnostics.list),
        }
    }
}
