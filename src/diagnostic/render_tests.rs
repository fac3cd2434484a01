#![expect(
    clippy::arithmetic_side_effects,
    reason = "an overflow here is a failing test, as it should be"
)]

use super::*;
use crate::text::Text;

const SOURCE: &str = "\
[[indicators]]
id = \"调解成功率\"
value = \"调解成功 / 调结总数\"
target = { at_least = \"九十八%\" }
";

/// The place of a text in a source.
fn span(source: &str, text: &str) -> Span {
    let start = source.find(text).expect("the text is in the source");
    Span::new(start, start + text.len())
}

fn diagnostics(source: &str, list: Vec<Diagnostic>) -> Diagnostics {
    Diagnostics {
        source_name: "玉溪.toml".to_owned(),
        source: source.to_owned(),
        list,
    }
}

fn error(source: &str, text: &str) -> Diagnostic {
    Diagnostic::error(
        "D001",
        span(source, text),
        Text::new("这里不对", "this is wrong"),
    )
}

/// The excerpt line and the caret line of the only diagnostic.
fn excerpt(source: &str, span: Span) -> (String, String) {
    let list = vec![Diagnostic::error(
        "D001",
        span,
        Text::new("这里不对", "this is wrong"),
    )];
    let shown = diagnostics(source, list).render(Language::English);
    let lines: Vec<&str> = shown.lines().collect();
    let gutter = lines[2].len() + 1;
    (
        lines[3].get(gutter..).unwrap_or_default().to_owned(),
        lines[4][gutter..].to_owned(),
    )
}

fn many() -> Diagnostics {
    let unknown = Text::new(
        "没有名为 `调结总数` 的计量",
        "no measure is called `调结总数`",
    );
    let help = Text::new("是否想写 `调解总数`?", "did you mean `调解总数`?");
    let number = Text::new("`九十八%` 不是数", "`九十八%` is not a number");
    let short = Text::new("名称没有英文", "the name has no English text");
    diagnostics(
        SOURCE,
        vec![
            Diagnostic::error("D020", span(SOURCE, "九十八%"), number),
            Diagnostic::error("D012", span(SOURCE, "调结总数"), unknown).help(help),
            Diagnostic::warning("D031", span(SOURCE, "\"调解成功率\""), short),
        ],
    )
}

#[test]
fn all_are_shown_in_chinese_by_place() {
    assert_eq!(
        many().render(Language::Chinese),
        "\
警告[D031]:名称没有英文
 --> 玉溪.toml:2:6
  |
2 | id = \"调解成功率\"
  |      ^^^^^^^^^^^^

错误[D012]:没有名为 `调结总数` 的计量
 --> 玉溪.toml:3:17
  |
3 | value = \"调解成功 / 调结总数\"
  |                     ^^^^^^^^
  = 帮助:是否想写 `调解总数`?

错误[D020]:`九十八%` 不是数
 --> 玉溪.toml:4:24
  |
4 | target = { at_least = \"九十八%\" }
  |                        ^^^^^^^

共 2 个错误、1 个警告"
    );
}

#[test]
fn all_are_shown_in_english_by_place() {
    assert_eq!(
        many().render(Language::English),
        "\
warning[D031]: the name has no English text
 --> 玉溪.toml:2:6
  |
2 | id = \"调解成功率\"
  |      ^^^^^^^^^^^^

error[D012]: no measure is called `调结总数`
 --> 玉溪.toml:3:17
  |
3 | value = \"调解成功 / 调结总数\"
  |                     ^^^^^^^^
  = help: did you mean `调解总数`?

error[D020]: `九十八%` is not a number
 --> 玉溪.toml:4:24
  |
4 | target = { at_least = \"九十八%\" }
  |                        ^^^^^^^

2 errors, 1 warning"
    );
}

#[test]
fn one_place_is_sorted_by_code() {
    let text = || Text::same("x");
    let here = Span::new(0, 1);
    let mut both = diagnostics(
        "a",
        vec![
            Diagnostic::error("D002", here, text()),
            Diagnostic::error("D001", here, text()),
        ],
    );
    let shown = both.render(Language::English);
    assert!(shown.starts_with("error[D001]"));
    both.sort();
    assert_eq!(
        both.list
            .iter()
            .map(|diagnostic| diagnostic.code)
            .collect::<Vec<_>>(),
        ["D001", "D002"]
    );
    assert_eq!(both.render(Language::English), shown);
}

#[test]
fn the_summary_counts() {
    let warning = Diagnostic::warning("D001", Span::default(), Text::same("x"));
    assert_eq!(diagnostics("", vec![]).render(Language::Chinese), "");
    assert_eq!(
        diagnostics("", vec![error("a", "a")]).summary(Language::English),
        "1 error"
    );
    assert_eq!(
        diagnostics("", vec![warning.clone()]).summary(Language::Chinese),
        "共 1 个警告"
    );
    assert_eq!(
        diagnostics("", vec![warning; 2]).summary(Language::English),
        "2 warnings"
    );
}

#[test]
fn without_a_source_only_its_name_is_shown() {
    let shown = diagnostics("", vec![error("a", "a")]).render(Language::Chinese);
    assert_eq!(shown, "错误[D001]:这里不对\n --> 玉溪.toml\n\n共 1 个错误");
}

#[test]
fn the_gutter_grows_with_the_line_number() {
    let source = format!("{}id = 受", "\n".repeat(99));
    let shown = diagnostics(&source, vec![error(&source, "受").help(Text::same("x"))])
        .render(Language::English);
    let expected = "\
error[D001]: this is wrong
   --> 玉溪.toml:100:6
    |
100 | id = 受
    |      ^^
    = help: x

1 error";
    assert_eq!(shown, expected);
}

#[test]
fn carets_stand_under_their_text() {
    for (source, text, line, carets) in [
        ("\tid\t= 1", "=", "    id    = 1", "          ^"),
        ("a\t受理", "\t", "a    受理", " ^^^^"),
        (
            "受理\ta = １２",
            "１２",
            "受理    a = １２",
            "            ^^^^",
        ),
        ("a\u{1b}[31mb", "b", "a\u{fffd}[31mb", "      ^"),
        ("a\u{202e}b", "b", "a\u{fffd}b", "  ^"),
        ("one\r\ntwo\r\n", "two", "two", "^^^"),
        ("\u{feff}id = 1", "id", "id = 1", "^^"),
        ("𠮷野 = 1", "=", "𠮷野 = 1", "     ^"),
    ] {
        let actual = excerpt(source, span(source, text));
        assert_eq!(actual, (line.to_owned(), carets.to_owned()), "{source:?}");
    }
}

#[test]
fn any_span_has_a_place() {
    // Of several lines the first; empty; at the line's end; beyond the source;
    // backwards; inside a character.
    let source = "受理\nb";
    for (span, line, carets) in [
        (Span::new(3, 8), "受理", "  ^^"),
        (Span::new(3, 3), "受理", "  ^"),
        (Span::new(6, 7), "受理", "    ^"),
        (Span::new(8, 9), "b", " ^"),
        (Span::new(900, usize::MAX), "b", " ^"),
        (Span::new(7, 0), "b", "^"),
        (Span::new(4, 6), "受理", "  ^^"),
        (Span::new(4, 5), "受理", "  ^"),
    ] {
        assert_eq!(
            excerpt(source, span),
            (line.to_owned(), carets.to_owned()),
            "{span:?}"
        );
    }
}

#[test]
fn a_long_line_is_shortened_around_the_span() {
    let (before, after) = ("前".repeat(100), "后".repeat(100));
    let whole_width = |line: &str| line.chars().map(width).sum::<usize>();

    let source = format!("{before}here{after}");
    let (line, carets) = excerpt(&source, span(&source, "here"));
    assert_eq!(
        line,
        format!("…{}here{}…", "前".repeat(38), "后".repeat(39))
    );
    assert_eq!(carets, format!("{}^^^^", " ".repeat(77)));

    // A side that is short leaves its share to the other.
    let source = format!("a = here{after}");
    let (line, carets) = excerpt(&source, span(&source, "here"));
    assert_eq!(line, format!("a = here{}…", "后".repeat(75)));
    assert_eq!(carets, "    ^^^^");
    let source = format!("{before}here;");
    let (line, carets) = excerpt(&source, span(&source, "here"));
    assert_eq!(line, format!("…{}here;", "前".repeat(76)));
    assert_eq!(carets, format!("{}^^^^", " ".repeat(153)));

    // A span that is too long itself.
    let source = format!("a = {before}{after}");
    let (line, carets) = excerpt(&source, Span::new(4, source.len()));
    assert_eq!(line, format!("…{}…", "前".repeat(79)));
    assert_eq!(carets, format!(" {}", "^".repeat(158)));

    // At the limit nothing is left out.
    for (length, shortened) in [(COLUMNS, false), (COLUMNS + 1, true)] {
        let source = "x".repeat(length);
        let (line, carets) = excerpt(&source, Span::new(length - 1, length));
        assert_eq!(
            (line.starts_with(ELLIPSIS), whole_width(&line) <= COLUMNS),
            (shortened, true)
        );
        assert_eq!(carets.len(), whole_width(&line));
    }
}

/// All places together cost one walk, and every excerpt is cut before it is built.
#[test]
fn many_diagnostics_of_one_long_line() {
    let source = "结\u{301}".repeat(100_000);
    let list = (0..10_000).map(|index| {
        Diagnostic::error(
            "D001",
            Span::new(index * 50, index * 50 + 9),
            Text::same("x"),
        )
    });
    let shown = diagnostics(&source, list.collect()).render(Language::English);
    assert!(shown.ends_with("\n10000 errors"));
    assert!(
        shown
            .lines()
            .all(|line| line.chars().map(width).sum::<usize>() <= COLUMNS + 4)
    );
}

#[test]
fn places_are_counted_in_characters() {
    let diagnostics = diagnostics(SOURCE, vec![]);
    let at = |text| {
        let Location { line, column } = diagnostics.locate(span(SOURCE, text).start);
        (line, column)
    };
    assert_eq!(at("[[indicators]]"), (1, 1));
    assert_eq!(at("调结总数"), (3, 17));
    assert_eq!(at("%"), (4, 27));
}
