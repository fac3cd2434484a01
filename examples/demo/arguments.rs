//! What the user asked for.

use std::path::PathBuf;

use huimin::Language;
use huimin::calendar::Date;

pub struct Arguments {
    pub directory: PathBuf,
    pub language: Language,
    pub as_of: Date,
    pub records: Option<usize>,
    pub network: String,
    pub threads: usize,
    pub seed: u64,
    /// Use the files that are in the directory instead of writing a sample.
    pub keep: bool,
    /// Write the tables as CSV beside the records.
    pub tables: bool,
    /// Write one plain file per dataset in place of what counties hand over.
    pub plain: bool,
}

impl Arguments {
    pub fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get());
        let mut arguments = Self {
            directory: PathBuf::from("out/demo"),
            language: language_of_environment(),
            as_of: Date::from_ymd(2019, 11, 30).unwrap_or(Date::MIN),
            records: None,
            network: "yuxi-2019".to_owned(),
            threads,
            seed: 2019,
            keep: false,
            tables: false,
            plain: false,
        };
        while let Some(word) = words.next() {
            let mut value = || {
                words
                    .next()
                    .ok_or_else(|| format!("{word}: 缺少取值 / a value is missing"))
            };
            match word.as_str() {
                "--lang" => arguments.language = language(&value()?)?,
                "--as-of" => {
                    let text = value()?;
                    arguments.as_of = Date::parse(&text).ok_or_else(|| {
                        format!("--as-of: `{text}` 不是日期 / is no date; 2019-11-30")
                    })?;
                }
                "--records" => arguments.records = Some(number(&word, &value()?)?),
                "--threads" => arguments.threads = number(&word, &value()?)?,
                "--seed" => arguments.seed = number(&word, &value()?)?,
                "--network" => arguments.network = value()?,
                "--keep" => arguments.keep = true,
                "--tables" => arguments.tables = true,
                "--plain" => arguments.plain = true,
                option if option.starts_with('-') => {
                    return Err(format!("{option}: 未知选项 / unknown option"));
                }
                directory => arguments.directory = PathBuf::from(directory),
            }
        }
        Ok(arguments)
    }
}

fn language_of_environment() -> Language {
    match std::env::var("LANG") {
        Ok(value) if value.to_ascii_lowercase().starts_with("en") => Language::English,
        _ => Language::Chinese,
    }
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "zh" => Ok(Language::Chinese),
        "en" => Ok(Language::English),
        _ => Err(format!("--lang: `{text}`; zh, en")),
    }
}

fn number<T: std::str::FromStr>(option: &str, text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("{option}: `{text}` 不是数字 / is no number"))
}
