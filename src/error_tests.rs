use super::*;

fn error(kind: ErrorKind, words: &str) -> Error {
    Error::new(kind, Text::same(words))
}

#[test]
fn several_errors_are_told_as_one() {
    let causes = vec![
        error(ErrorKind::Input, "one").in_file("a.csv").at_line(3),
        error(ErrorKind::Input, "other")
            .in_file("b.xlsx")
            .in_sheet("S"),
    ];
    let several = Error::several(text!("两处", "two of them"), causes);
    assert_eq!(several.kind(), ErrorKind::Input);
    assert_eq!(several.causes().len(), 2);
    assert_eq!(
        several.to_string(),
        "two of them\n- file a.csv, line 3: one\n- file b.xlsx, sheet S: other"
    );
    assert_eq!(
        several.render(Language::Chinese),
        "两处\n- 文件 a.csv，第 3 行：one\n- 文件 b.xlsx，工作表 S：other"
    );
    let limits = vec![
        error(ErrorKind::Limit, "one"),
        error(ErrorKind::Limit, "other"),
    ];
    assert_eq!(
        Error::several(Text::default(), limits).kind(),
        ErrorKind::Limit
    );
    let mixed = vec![
        error(ErrorKind::Limit, "one"),
        error(ErrorKind::State, "other"),
    ];
    assert_eq!(
        Error::several(Text::default(), mixed).kind(),
        ErrorKind::Input
    );
}

#[test]
fn the_system_is_told_in_words() {
    for kind in [
        io::ErrorKind::NotFound,
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::IsADirectory,
        io::ErrorKind::NotADirectory,
        io::ErrorKind::UnexpectedEof,
        io::ErrorKind::InvalidData,
        io::ErrorKind::StorageFull,
        io::ErrorKind::ReadOnlyFilesystem,
        io::ErrorKind::TimedOut,
        io::ErrorKind::ConnectionReset,
    ] {
        let shown = Error::of_file(&kind.into());
        assert!(!shown.to_string().contains("os error"), "{shown}");
        let chinese = shown.render(Language::Chinese);
        assert!(
            chinese.starts_with("无法读取文件：") && !chinese.contains("error"),
            "{chinese}"
        );
    }
    let denied = Error::of_file(&io::Error::from_raw_os_error(13)).to_string();
    assert_eq!(denied, "the file cannot be read: permission is denied");
    let own = Error::of_file(&io::Error::other("disk gone")).to_string();
    assert_eq!(own, "the file cannot be read: disk gone");
    let carried = io::Error::other(error(ErrorKind::Limit, "too much"));
    assert_eq!(Error::of_file(&carried).kind(), ErrorKind::Limit);
}
