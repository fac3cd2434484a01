use super::*;

fn text(xml: &str) -> Result<String> {
    let mut reader = Xml::new(xml.as_bytes());
    let is_plain = xml.starts_with("<t");
    let _ = reader.next()?;
    let mut text = String::new();
    if is_plain {
        reader.push_text(&mut text)?;
    } else {
        reader.push_runs(&mut text)?;
    }
    Ok(text)
}

#[test]
fn texts() {
    assert_eq!(
        text("<t>a &lt;&#x4E2D;&#20;<![CDATA[<b>]]></t>").unwrap(),
        "a <中\u{14}<b>"
    );
    assert_eq!(
        text("<si> <r>\n<t>甲</t></r><rPh><t>jia</t></rPh><x:r><x:t> 乙</x:t></x:r> </si>")
            .unwrap(),
        "甲 乙"
    );
    assert_eq!(text("<t/>").unwrap(), "");
    for bad in ["<t>&nothing;</t>", "<t>a", "<t>&#xD800;</t>", "<t><b"] {
        assert!(text(bad).is_err(), "{bad}");
    }
    let long = format!("<t>{}</t>", "&amp;".repeat(EVENT_BYTES + 1));
    assert!(text(&long).is_err());
    let long = format!("<t a='{}'/>", "a".repeat(2 * EVENT_BYTES));
    assert!(text(&long).is_err());
}

#[test]
fn escapes() {
    for (escaped, plain) in [
        ("a_x000D_b", "a\rb"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "\u{FFFD}"),
        ("_x00G0_ _x1_ 中_x", "_x00G0_ _x1_ 中_x"),
    ] {
        assert_eq!(unescaped(escaped), plain);
    }
}
