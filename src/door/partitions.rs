//! Columns that stand in the names of folders, as Hive and Spark write them: `year=2019/…`.

/// What such a folder stands for, where the value is null.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// A column that a folder gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Partition {
    pub column: String,
    /// Its value in every row of the file; none for null.
    pub value: Option<String>,
}

impl Partition {
    /// A folder's name as it is written, for lists.
    pub(super) fn words(&self) -> String {
        format!("{}={}", self.column, self.value.as_deref().unwrap_or(NULL))
    }
}

/// The columns that the folders of a path give, from the outermost.
pub(super) fn partitions(path: &str) -> Vec<Partition> {
    let Some((folders, _)) = path.rsplit_once('/') else {
        return Vec::new();
    };
    folders.split('/').filter_map(partition).collect()
}

/// The column that a folder's name gives.
pub(super) fn partition(folder: &str) -> Option<Partition> {
    let (column, value) = folder.split_once('=')?;
    let (column, value) = (decoded(column)?, decoded(value)?);
    (!column.trim().is_empty()).then(|| Partition {
        column,
        value: Some(value).filter(|value| !value.is_empty() && value != NULL),
    })
}

/// A text whose unusual characters are written as `%XX`; none where that is no UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| first == b'%');
        let code = digits
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(first));
        rest = match code {
            Some(_) => behind.get(2..).unwrap_or_default(),
            None => behind,
        };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_give_columns() {
        let given = |path: &str| {
            let partitions = partitions(path);
            partitions.iter().map(Partition::words).collect::<Vec<_>>()
        };
        assert_eq!(
            given("cases/year=2019/month=11/000000_0"),
            ["year=2019", "month=11"]
        );
        assert_eq!(given("a%3Db=%E7%BA%A2/x.csv"), ["a=b=红"]);
        assert_eq!(
            given("d=__HIVE_DEFAULT_PARTITION__/x"),
            ["d=__HIVE_DEFAULT_PARTITION__"]
        );
        assert_eq!(partitions("d=/x")[0].value, None);
        assert_eq!(given("d=100%/x"), ["d=100%"]);
        assert!(given("=1/x").is_empty());
        assert!(given("a=1.csv").is_empty());
        assert!(given("d=%FF/x").is_empty());
    }
}
