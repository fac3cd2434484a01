use super::*;
use crate::text::text;

fn missing(file: &str) -> Error {
    let message = text!("缺少列", "a column is missing");
    Error::new(ErrorKind::Input, message)
        .in_dataset("cases")
        .in_file(file)
}

#[test]
fn an_error_has_its_place_and_no_causes_of_its_own() {
    let error = missing("cases.xlsx").in_sheet("案件").at_line(7);
    assert_eq!(
        super::error(&error),
        concat!(
            r#"{"code":3,"kind":"input","message":{"zh":"缺少列","en":"a column is missing"},"#,
            r#""dataset":"cases","file":"cases.xlsx","sheet":"案件","row":null,"line":7,"#,
            r#""column":null,"diagnostics":[],"causes":[]}"#
        )
    );
}

#[test]
fn causes_have_the_shape_of_errors() {
    let both = [missing("a.csv"), missing("b.csv").in_column("x")];
    let causes = both.iter().map(error).collect::<Vec<_>>();
    let message = text!("有 2 处需要改正", "2 things need to be mended");
    let json = error(&Error::several(message, both.to_vec()));
    let end = format!(r#""diagnostics":[],"causes":[{}]}}"#, causes.join(","));
    assert!(json.ends_with(&end), "{json}");
    assert!(json.contains(r#""file":null"#), "{json}");
}
