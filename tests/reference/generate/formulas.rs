//! Random well-typed formulas.

use huimin::formula::Type;

use super::Random;

/// A name that a formula may use.
#[derive(Clone, Debug)]
pub struct Atom {
    pub text: String,
    pub r#type: Type,
    /// The codes it is taken from; a comparison with another text is refused.
    pub codes: Vec<String>,
}

impl Atom {
    pub fn new(text: impl Into<String>, r#type: Type) -> Self {
        Self {
            text: text.into(),
            r#type,
            codes: Vec::new(),
        }
    }
}

const COMPARISONS: [&str; 6] = ["=", "<>", "<", "<=", ">", ">="];
const WORDS: [&str; 6] = ["'a'", "'b'", "'甲'", "'x y'", "'it''s'", "'12'"];
const LIKES: [&str; 6] = ["'a%'", "'%b'", "'_'", "'%甲%'", "'1_'", "'%'"];
/// Codes of divisions, some of them of none, written with as many digits as people like.
const CODES: [&str; 13] = [
    "53",
    "530000",
    "5304",
    "530400000000",
    "5301",
    "530402",
    "530401",
    "530402000",
    "530402001",
    "530402001201",
    "530402201",
    "539999",
    "11",
];
const PATTERNS: [&str; 4] = ["'[a-z]+'", "'[0-9]{2,}'", "'(a|b|甲)'", "'.*x.*'"];

/// Writes formulas over some names.
pub struct Formulas<'a> {
    pub random: &'a mut Random,
    pub atoms: Vec<Atom>,
    /// Days that matter, as ISO dates.
    pub days: Vec<String>,
    /// Whether functions of text may be used (not over measures, which have none).
    pub texts: bool,
    /// Working days are known of some years only, and an error in others.
    pub working_days: bool,
}

impl Formulas<'_> {
    /// A condition.
    pub fn condition(&mut self, depth: usize) -> String {
        if depth > 0 && self.random.chance(45) {
            let (one, two) = (self.condition(depth - 1), self.condition(depth - 1));
            return match self.random.below(7) {
                0 | 1 => format!("({one} AND {two})"),
                2 | 3 => format!("({one} OR {two})"),
                4 => format!("NOT ({one})"),
                5 => format!(
                    "(({one}) IS NOT DISTINCT FROM TRUE AND ({two}) IS DISTINCT FROM FALSE)"
                ),
                _ => {
                    let three = self.condition(0);
                    format!("CASE WHEN {one} THEN {two} ELSE {three} END")
                }
            };
        }
        match self.random.below(12) {
            0..=2 => self.number_test(depth),
            3 if self.texts => self.division_test(depth),
            3 => self.number_test(depth),
            4 | 5 => self.date_test(depth),
            6 | 7 if self.texts => self.text_test(depth),
            8 => self.null_test(),
            9 => self.truth_test(),
            10 => self.between(depth),
            _ => self.membership(depth),
        }
    }

    fn number_test(&mut self, depth: usize) -> String {
        let (one, two) = (self.number(depth), self.number(depth));
        if self.random.chance(15) {
            let not = *self.random.pick(&["", "NOT "]);
            return format!("{one} IS {not}DISTINCT FROM {two}");
        }
        let operator = self.comparison();
        format!("{one} {operator} {two}")
    }

    fn date_test(&mut self, depth: usize) -> String {
        let (one, two) = (self.date(depth), self.date(0));
        if self.random.chance(15) {
            return format!("{one} IS DISTINCT FROM {two}");
        }
        let operator = self.comparison();
        format!("{one} {operator} {two}")
    }

    fn text_test(&mut self, depth: usize) -> String {
        let not = *self.random.pick(&["", "NOT "]);
        if let Some(coded) = self.coded()
            && self.random.chance(50)
        {
            let code = self.random.pick(&coded.codes).clone();
            let operator = *self.random.pick(&["=", "<>"]);
            return format!("{} {operator} '{code}'", coded.text);
        }
        let text = self.text(depth);
        match self.random.below(6) {
            0 => format!("{text} {not}LIKE {}", self.random.pick(&LIKES)),
            1 => format!("matches({text}, {})", self.random.pick(&PATTERNS)),
            2 => format!("valid_division_code({text})"),
            _ => {
                let other = self.text(0);
                format!("{text} {} {other}", self.comparison())
            }
        }
    }

    /// A division beside another, or beside codes, on either side.
    fn division_test(&mut self, depth: usize) -> String {
        let not = *self.random.pick(&["", "NOT "]);
        let one = self.division(depth);
        let code = format!("'{}'", self.random.pick(&CODES));
        let (two, operator) = (self.division(0), self.comparison());
        match self.random.below(8) {
            0 => format!("{one} {not}IN ({code}, '{}')", self.random.pick(&CODES)),
            1 => format!(
                "{one} {not}BETWEEN {code} AND '{}'",
                self.random.pick(&CODES)
            ),
            2 => format!("{code} {not}BETWEEN {two} AND {one}"),
            3 => format!("{one} IS {not}DISTINCT FROM {code}"),
            4 => format!("{one} {operator} {two}"),
            5 => format!("{one} {not}LIKE '5304%'"),
            6 => format!("{code} {operator} {one}"),
            _ => format!("{one} {operator} {code}"),
        }
    }

    /// A division, of which none is a constant.
    fn division(&mut self, depth: usize) -> String {
        let Some(plain) = self.atom(|kind| kind == Type::Division) else {
            return "division.code".to_owned();
        };
        let other = self.atom(|kind| kind == Type::Division);
        let other = match other.filter(|_| self.random.chance(50)) {
            Some(other) => other,
            None => format!("'{}'", self.random.pick(&CODES)),
        };
        match self.random.below(if depth == 0 { 1 } else { 4 }) {
            0 | 1 => plain,
            2 => format!("COALESCE({plain}, {other})"),
            _ => {
                let condition = self.condition(0);
                format!("CASE WHEN {condition} THEN {other} ELSE {plain} END")
            }
        }
    }

    fn null_test(&mut self) -> String {
        let not = *self.random.pick(&["", "NOT "]);
        let atom = self.random.pick(&self.atoms).clone();
        if self.random.chance(20) {
            let condition = self.condition(0);
            return format!("({condition}) IS {not}NULL");
        }
        format!("{} IS {not}NULL", atom.text)
    }

    fn truth_test(&mut self) -> String {
        let Some(flag) = self.atom(|kind| kind == Type::Boolean) else {
            return format!("({}) = TRUE", self.number_test(0));
        };
        match self.random.below(4) {
            0 => flag,
            1 => format!("COALESCE({flag}, {})", self.random.pick(&["TRUE", "FALSE"])),
            2 => format!("{flag} = {}", self.random.pick(&["TRUE", "FALSE"])),
            _ => format!("{flag} <> ({})", self.number_test(0)),
        }
    }

    fn between(&mut self, depth: usize) -> String {
        let not = *self.random.pick(&["", "NOT "]);
        if self.random.chance(50) {
            let (value, low, high) = (self.number(depth), self.number(0), self.number(0));
            return format!("{value} {not}BETWEEN {low} AND {high}");
        }
        let (value, low, high) = (self.date(depth), self.date(0), self.date(0));
        format!("{value} {not}BETWEEN {low} AND {high}")
    }

    fn membership(&mut self, depth: usize) -> String {
        let not = *self.random.pick(&["", "NOT "]);
        if let Some(coded) = self.coded()
            && self.random.chance(40)
        {
            let count = self.random.between(1, 3);
            let mut pick = || format!("'{}'", self.random.pick(&coded.codes));
            let codes: Vec<String> = (0..count).map(|_| pick()).collect();
            return format!("{} {not}IN ({})", coded.text, codes.join(", "));
        }
        match self.random.below(3) {
            0 if self.texts => {
                let text = self.text(depth);
                let (one, two) = (*self.random.pick(&WORDS), *self.random.pick(&WORDS));
                format!("{text} {not}IN ({one}, {two})")
            }
            1 => {
                let date = self.date(depth);
                let (one, two) = (self.day(), self.day());
                format!("{date} {not}IN ({one}, {two})")
            }
            _ => {
                let integer = self.integer(depth);
                format!("{integer} {not}IN (0, 1, -2, 3, 12)")
            }
        }
    }

    fn comparison(&mut self) -> &'static str {
        COMPARISONS[self.random.below(COMPARISONS.len())]
    }

    /// A number of any kind.
    pub fn number(&mut self, depth: usize) -> String {
        match self.random.below(10) {
            0..=5 => self.integer(depth),
            6 | 7 => self.decimal(depth),
            _ => self.ratio(depth),
        }
    }

    /// A quotient.
    pub fn ratio(&mut self, depth: usize) -> String {
        let depth = depth.saturating_sub(1);
        let (one, two) = (self.integer(depth), self.decimal(depth));
        match self.random.below(4) {
            0 => format!("({two} / {one})"),
            1 => format!("(1 - {one} / {two})"),
            2 => format!("COALESCE({one} / {two}, 0)"),
            _ => format!("({one} / {two})"),
        }
    }

    /// A name that stands for a number, if there is one.
    pub fn measure(&mut self) -> String {
        let number = |kind| matches!(kind, Type::Integer | Type::Decimal { .. });
        match self.atom(number) {
            Some(atom) => atom,
            None => self.small(),
        }
    }

    pub fn integer(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.chance(30) {
            let atom = self.atom(|kind| kind == Type::Integer);
            return match atom {
                Some(atom) if self.random.chance(75) => atom,
                _ => self.small(),
            };
        }
        let depth = depth - 1;
        let choice = self.random.below(10);
        match choice {
            0 if self.texts => format!("length({})", self.text(depth)),
            1 => format!("({} - {})", self.date(depth), self.date(0)),
            2 if self.working_days => {
                let (one, two) = (self.plain_date(), self.plain_date());
                format!("working_days({one}, {two})")
            }
            3 => format!("(-{})", self.atom_or_small()),
            4 => {
                let (condition, one, two) = (
                    self.condition(depth),
                    self.integer(depth),
                    self.integer(depth),
                );
                if self.random.chance(50) {
                    format!("CASE WHEN {condition} THEN {one} ELSE {two} END")
                } else {
                    let other = self.condition(0);
                    format!("CASE WHEN {condition} THEN {one} WHEN {other} THEN {two} END")
                }
            }
            5 => format!("COALESCE({}, {})", self.integer(depth), self.small()),
            6 => format!("({} * {})", self.integer(depth), self.small()),
            7 => format!("({} - {})", self.integer(depth), self.integer(depth)),
            _ => format!("({} + {})", self.integer(depth), self.integer(depth)),
        }
    }

    fn atom_or_small(&mut self) -> String {
        match self.atom(|kind| kind == Type::Integer) {
            Some(atom) => atom,
            None => self.small(),
        }
    }

    fn small(&mut self) -> String {
        let number = self.random.between(-3, 12);
        if number < 0 {
            format!("({number})")
        } else {
            number.to_string()
        }
    }

    pub fn decimal(&mut self, depth: usize) -> String {
        let atom = self.atom(|kind| matches!(kind, Type::Decimal { .. }));
        let literal = *self
            .random
            .pick(&["0.5", "1.25", "(-0.1)", "10.0", "3.999"]);
        let plain = match atom {
            Some(atom) if self.random.chance(80) => atom,
            _ => literal.to_owned(),
        };
        if depth == 0 {
            return plain;
        }
        match self.random.below(6) {
            0 => format!("({plain} + {})", self.integer(depth - 1)),
            1 => format!("({} - {plain})", self.integer(depth - 1)),
            2 => format!("({plain} * {})", self.small()),
            3 => format!("COALESCE({plain}, {})", self.integer(0)),
            4 => {
                let condition = self.condition(depth - 1);
                format!(
                    "CASE WHEN {condition} THEN {plain} ELSE {} END",
                    self.integer(0)
                )
            }
            _ => plain,
        }
    }

    pub fn date(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.chance(50) {
            return self.plain_date();
        }
        match self.random.below(5) {
            0 => format!("({} + {})", self.plain_date(), self.random.between(0, 40)),
            1 => format!("({} - {})", self.plain_date(), self.random.between(0, 40)),
            2 => format!("COALESCE({}, {})", self.plain_date(), self.plain_date()),
            3 => {
                let condition = self.condition(0);
                format!("CASE WHEN {condition} THEN {} END", self.plain_date())
            }
            _ => format!("({} + {})", self.plain_date(), self.small()),
        }
    }

    fn plain_date(&mut self) -> String {
        match self.atom(|kind| kind == Type::Date) {
            Some(atom) if self.random.chance(75) => atom,
            _ => self.day(),
        }
    }

    fn day(&mut self) -> String {
        format!("DATE '{}'", self.random.pick(&self.days))
    }

    pub fn text(&mut self, depth: usize) -> String {
        let atom = self.atom(|kind| kind == Type::Text);
        let plain = match atom {
            Some(atom) if self.random.chance(85) => atom,
            _ => return (*self.random.pick(&WORDS)).to_owned(),
        };
        if depth == 0 || self.random.chance(60) {
            return plain;
        }
        match self.random.below(2) {
            0 => format!("COALESCE({plain}, {})", self.random.pick(&WORDS)),
            _ => {
                let condition = self.condition(0);
                let other = *self.random.pick(&WORDS);
                format!("CASE WHEN {condition} THEN {plain} ELSE {other} END")
            }
        }
    }

    /// A value of any type, for `count(x)`.
    pub fn anything(&mut self, depth: usize) -> String {
        match self.random.below(6) {
            0 => self.condition(depth),
            1 => self.date(depth),
            2 if self.texts && self.random.chance(50) => self.division(depth),
            2 if self.texts => self.text(depth),
            3 => self.decimal(depth),
            _ => self.integer(depth),
        }
    }

    /// A name of a type that is no code of a list where texts are compared freely.
    fn atom(&mut self, fits: impl Fn(Type) -> bool) -> Option<String> {
        let fitting: Vec<&Atom> = self
            .atoms
            .iter()
            .filter(|atom| fits(atom.r#type) && atom.codes.is_empty())
            .collect();
        if fitting.is_empty() {
            return None;
        }
        Some(self.random.pick(&fitting).text.clone())
    }

    fn coded(&mut self) -> Option<Atom> {
        let coded: Vec<&Atom> = self
            .atoms
            .iter()
            .filter(|atom| !atom.codes.is_empty())
            .collect();
        if coded.is_empty() {
            return None;
        }
        Some((*self.random.pick(&coded)).clone())
    }
}
