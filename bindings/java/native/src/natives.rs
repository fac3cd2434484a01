//! The native methods of `io.huimin.Native`, in its order.

use arrow_array::RecordBatch;
use huimin_host::huimin::{self, Text};
use huimin_host::tally::{Encoding, Format};
use huimin_host::{
    AddOptions, Failure, Handle, Language, Progress, assessment, checker, directory, network, plan,
    programme, request, tally,
};
use jni::EnvUnowned;
use jni::objects::{JByteArray, JClass, JObject, JObjectArray};
use jni::sys::{jboolean, jint, jlong};

use crate::call::{Call, Result, call};
use crate::columns::{self, Columns};
use crate::watch::Watch;
use crate::{packed, stream};

/// Defines native methods: `$call` is the call in which `$body` happens.
macro_rules! natives {
    ($(
        $(#[$doc:meta])*
        fn $name:ident($call:ident $(, $argument:ident: $type:ty)*) -> $answer:ty $body:block
    )*) => {
        $(
            $(#[$doc])*
            // SAFETY: nothing else has the name of this method of the class `Native`.
            #[unsafe(no_mangle)]
            pub extern "system" fn $name<'l>(
                env: EnvUnowned<'l>,
                class: JClass<'l>
                $(, $argument: $type)*
            ) -> $answer {
                call(env, &class, |$call| $body)
            }
        )*
    };
}

/// A handle by its number.
fn handle<T>(number: jlong) -> Handle<T> {
    Handle::from(number.cast_unsigned())
}

/// The number of a handle.
fn number<T>(handle: Handle<T>) -> jlong {
    u64::from(handle).cast_signed()
}

/// A number that Java has no unsigned type for.
fn count(count: u64) -> jlong {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Threads as Java gives them; below zero counts as zero.
fn threads(threads: jint) -> usize {
    usize::try_from(threads).unwrap_or(0)
}

natives! {
    /// The version of the library.
    fn Java_io_huimin_Native_version(call) -> JByteArray<'l> {
        call.answer(env!("CARGO_PKG_VERSION"))
    }

    /// The names of the built-in programmes.
    fn Java_io_huimin_Native_programmeNames(call) -> JByteArray<'l> {
        call.list(programme::builtin_names())
    }

    /// As [`programme::builtin`].
    fn Java_io_huimin_Native_programmeBuiltin(call, name: JByteArray<'l>) -> jlong {
        Ok(number(programme::builtin(&call.named("name", &name)?)?))
    }

    /// As [`programme::from_toml`].
    fn Java_io_huimin_Native_programmeFromToml(call, source: JByteArray<'l>, text: JByteArray<'l>) -> jlong {
        let (source, text) = (call.named("source", &source)?, call.text("text", &text)?);
        Ok(number(programme::from_toml(&source, &text)?))
    }

    /// As [`programme::without_allocations`].
    fn Java_io_huimin_Native_programmeWithoutAllocations(_call, programme: jlong) -> jlong {
        Ok(number(programme::without_allocations(handle(programme))?))
    }

    /// As [`programme::id`].
    fn Java_io_huimin_Native_programmeId(call, programme: jlong) -> JByteArray<'l> {
        call.answer(programme::id(handle(programme))?)
    }

    /// As [`programme::version`].
    fn Java_io_huimin_Native_programmeVersion(call, programme: jlong) -> JByteArray<'l> {
        call.answer(programme::version(handle(programme))?)
    }

    /// As [`programme::warnings`].
    fn Java_io_huimin_Native_programmeWarnings(call, programme: jlong) -> JByteArray<'l> {
        call.answer(programme::warnings(handle(programme))?)
    }

    /// As [`programme::check`].
    fn Java_io_huimin_Native_programmeCheck(call, programme: jlong, network: jlong) -> JByteArray<'l> {
        call.answer(programme::check(handle(programme), handle(network))?)
    }

    /// Frees a programme.
    fn Java_io_huimin_Native_programmeFree(_call, programme: jlong) -> () {
        Ok(programme::ProgrammeHandle::free(handle(programme))?)
    }

    /// The names of the built-in registers.
    fn Java_io_huimin_Native_networkNames(call) -> JByteArray<'l> {
        call.list(network::builtin_names())
    }

    /// As [`network::builtin`].
    fn Java_io_huimin_Native_networkBuiltin(call, name: JByteArray<'l>) -> jlong {
        Ok(number(network::builtin(&call.named("name", &name)?)?))
    }

    /// As [`network::from_csv`].
    fn Java_io_huimin_Native_networkFromCsv(call, register: JByteArray<'l>) -> jlong {
        Ok(number(network::from_csv(&call.bytes("register", &register)?)?))
    }

    /// As [`network::warnings`].
    fn Java_io_huimin_Native_networkWarnings(call, network: jlong) -> JByteArray<'l> {
        call.answer(network::warnings(handle(network))?)
    }

    /// As [`network::size`].
    fn Java_io_huimin_Native_networkSize(_call, network: jlong) -> jlong {
        Ok(count(network::size(handle(network))?))
    }

    /// Frees a network.
    fn Java_io_huimin_Native_networkFree(_call, network: jlong) -> () {
        Ok(network::NetworkHandle::free(handle(network))?)
    }

    /// As [`directory::open`].
    fn Java_io_huimin_Native_directoryOpen(call, programme: jlong, path: JByteArray<'l>, options: JByteArray<'l>) -> jlong {
        let (path, options) = (call.named("path", &path)?, call.text("options", &options)?);
        Ok(number(directory::open(handle(programme), &path, &options)?))
    }

    /// As [`directory::network`]; 0 where there is none.
    fn Java_io_huimin_Native_directoryNetwork(_call, directory: jlong) -> jlong {
        Ok(directory::network(handle(directory))?.map_or(0, number))
    }

    /// As [`directory::json`].
    fn Java_io_huimin_Native_directoryJson(call, directory: jlong) -> JByteArray<'l> {
        call.answer(directory::json(handle(directory))?)
    }

    /// Frees a directory.
    fn Java_io_huimin_Native_directoryFree(_call, directory: jlong) -> () {
        Ok(directory::DirectoryHandle::free(handle(directory))?)
    }

    /// As [`plan::new`].
    fn Java_io_huimin_Native_planNew(_call, programme: jlong, network: jlong) -> jlong {
        Ok(number(plan::new(handle(programme), handle(network))?))
    }

    /// As [`plan::warnings`].
    fn Java_io_huimin_Native_planWarnings(call, plan: jlong) -> JByteArray<'l> {
        call.answer(plan::warnings(handle(plan))?)
    }

    /// As [`plan::datasets`].
    fn Java_io_huimin_Native_planDatasets(call, plan: jlong) -> JByteArray<'l> {
        call.list(plan::datasets(handle(plan))?.iter().map(String::as_str))
    }

    /// As [`plan::indicators`].
    fn Java_io_huimin_Native_planIndicators(call, plan: jlong) -> JByteArray<'l> {
        call.list(plan::indicators(handle(plan))?.iter().map(String::as_str))
    }

    /// As [`plan::fingerprint`].
    fn Java_io_huimin_Native_planFingerprint(_call, plan: jlong) -> jlong {
        Ok(plan::fingerprint(handle(plan))?.cast_signed())
    }

    /// As [`plan::check_record`].
    fn Java_io_huimin_Native_planCheckRecord(call, plan: jlong, dataset: JByteArray<'l>, record: JByteArray<'l>) -> JByteArray<'l> {
        let (dataset, record) = (call.named("dataset", &dataset)?, call.text("record", &record)?);
        call.answer(plan::check_record(handle(plan), &dataset, &record)?)
    }

    /// Frees a plan.
    fn Java_io_huimin_Native_planFree(_call, plan: jlong) -> () {
        Ok(plan::PlanHandle::free(handle(plan))?)
    }

    /// As [`checker::new`].
    fn Java_io_huimin_Native_checkerNew(call, plan: jlong, dataset: JByteArray<'l>) -> jlong {
        let dataset = call.named("dataset", &dataset)?;
        Ok(number(checker::new(handle(plan), &dataset)?))
    }

    /// As [`checker::fields`].
    fn Java_io_huimin_Native_checkerFields(call, checker: jlong) -> JByteArray<'l> {
        call.list(checker::fields(handle(checker))?.iter().map(String::as_str))
    }

    /// As [`checker::check`]; null where nothing is wrong.
    fn Java_io_huimin_Native_checkerCheck(call, checker: jlong, values: JByteArray<'l>) -> JByteArray<'l> {
        let values = call.bytes("values", &values)?;
        let values = packed::unpack("values", &values)?;
        match checker::check(handle(checker), &values)? {
            Some(found) => call.answer(found),
            None => Ok(JByteArray::null()),
        }
    }

    /// Frees a checker.
    fn Java_io_huimin_Native_checkerFree(_call, checker: jlong) -> () {
        Ok(checker::CheckerHandle::free(handle(checker))?)
    }

    /// As [`tally::new`].
    fn Java_io_huimin_Native_tallyNew(_call, plan: jlong) -> jlong {
        Ok(number(tally::new(handle(plan))?))
    }

    /// Adds or withdraws the records of a file. `format`: 0 comma-separated text, 1 JSON
    /// lines, 2 Parquet; of the first, its encoding and the byte between cells.
    fn Java_io_huimin_Native_tallyFile(
        call, tally: jlong, retract: jboolean, dataset: JByteArray<'l>,
        format: jint, encoding: JByteArray<'l>, delimiter: jint, file: JByteArray<'l>,
        threads: jint, watch: JObject<'l>
    ) -> JByteArray<'l> {
        let dataset = call.named("dataset", &dataset)?;
        let format = match format {
            0 => csv(&call.named("encoding", &encoding)?, delimiter)?,
            1 => Format::JsonLines,
            _ => Format::Parquet,
        };
        let file = call.bytes("file", &file)?;
        let records = (format, file.as_slice());
        take(call, threads, &watch, |options| {
            if retract {
                tally::retract(handle(tally), &dataset, records)
            } else {
                tally::add(handle(tally), &dataset, records, options)
            }
        })
    }

    /// Adds or withdraws the records of columns.
    fn Java_io_huimin_Native_tallyColumns(
        call, tally: jlong, retract: jboolean, dataset: JByteArray<'l>,
        names: JByteArray<'l>, kinds: JByteArray<'l>,
        buffers: JObjectArray<'l, JByteArray<'l>>, rows: jint, threads: jint, watch: JObject<'l>
    ) -> JByteArray<'l> {
        let dataset = call.named("dataset", &dataset)?;
        let columns = Columns { names: &names, kinds: &kinds, buffers: &buffers, rows };
        let batches = columns::batches(call, &dataset, &columns)?;
        take(call, threads, &watch, |options| {
            if retract {
                tally::retract_batches(handle(tally), &dataset, batches)
            } else {
                tally::add_batches(handle(tally), &dataset, batches, options)
            }
        })
    }

    /// Adds or withdraws the records of the Arrow stream at an address.
    fn Java_io_huimin_Native_tallyArrow(
        call, tally: jlong, retract: jboolean, dataset: JByteArray<'l>, address: jlong,
        threads: jint, watch: JObject<'l>
    ) -> JByteArray<'l> {
        let dataset = call.named("dataset", &dataset)?;
        // SAFETY: `Records.arrow` asks its caller for the address of a stream.
        let records = unsafe { stream::import(address) }?;
        take(call, threads, &watch, |options| {
            if retract {
                tally::retract_source(handle(tally), &dataset, records)
            } else {
                tally::add_source(handle(tally), &dataset, records, options)
            }
        })
    }

    /// As [`directory::receive`].
    fn Java_io_huimin_Native_tallyReceive(
        call, tally: jlong, directory: jlong, threads: jint, watch: JObject<'l>
    ) -> () {
        let receive = |options: AddOptions<'_>| {
            directory::receive(handle(tally), handle(directory), options)
        };
        watched(call, threads, &watch, receive)
    }

    /// As [`tally::records`].
    fn Java_io_huimin_Native_tallyRecords(call, tally: jlong, dataset: JByteArray<'l>) -> jlong {
        let dataset = call.named("dataset", &dataset)?;
        Ok(count(tally::records(handle(tally), &dataset)?))
    }

    /// As [`tally::received`].
    fn Java_io_huimin_Native_tallyReceived(call, tally: jlong) -> JByteArray<'l> {
        call.list(tally::received(handle(tally))?.iter().map(String::as_str))
    }

    /// As [`tally::merge`].
    fn Java_io_huimin_Native_tallyMerge(_call, tally: jlong, other: jlong) -> () {
        Ok(tally::merge(handle(tally), handle(other))?)
    }

    /// As [`tally::copy`].
    fn Java_io_huimin_Native_tallyCopy(_call, tally: jlong) -> jlong {
        Ok(number(tally::copy(handle(tally))?))
    }

    /// As [`tally::to_bytes`].
    fn Java_io_huimin_Native_tallyToBytes(call, tally: jlong) -> JByteArray<'l> {
        call.answer(tally::to_bytes(handle(tally))?)
    }

    /// As [`tally::from_bytes`].
    fn Java_io_huimin_Native_tallyFromBytes(call, plan: jlong, bytes: JByteArray<'l>) -> jlong {
        let bytes = call.bytes("bytes", &bytes)?;
        Ok(number(tally::from_bytes(handle(plan), &bytes)?))
    }

    /// As [`assessment::assess`].
    fn Java_io_huimin_Native_tallyAssess(
        call, tally: jlong, as_of: JByteArray<'l>, threads: jint, watch: JObject<'l>
    ) -> jlong {
        let as_of = call.named("as_of", &as_of)?;
        let assess = |options: AddOptions<'_>| assessment::assess(handle(tally), &as_of, options);
        Ok(number(watched(call, threads, &watch, assess)?))
    }

    /// Frees a tally.
    fn Java_io_huimin_Native_tallyFree(_call, tally: jlong) -> () {
        Ok(tally::TallyHandle::free(handle(tally))?)
    }

    /// The names of all tables.
    fn Java_io_huimin_Native_tableNames(call) -> JByteArray<'l> {
        call.list(assessment::TABLES.iter().copied())
    }

    /// As [`assessment::value`].
    fn Java_io_huimin_Native_assessmentValue(call, assessment: jlong, indicator: JByteArray<'l>, division: JByteArray<'l>) -> JByteArray<'l> {
        let (indicator, division) = (call.named("indicator", &indicator)?, call.named("division", &division)?);
        call.answer(assessment::value(handle(assessment), &indicator, &division)?)
    }

    /// As [`assessment::explain`].
    fn Java_io_huimin_Native_assessmentExplain(call, assessment: jlong, indicator: JByteArray<'l>, division: JByteArray<'l>, records: jboolean) -> JByteArray<'l> {
        let (indicator, division) = (call.named("indicator", &indicator)?, call.named("division", &division)?);
        call.answer(assessment::explain(handle(assessment), (&indicator, &division), records)?)
    }

    /// As [`assessment::explain_text`].
    fn Java_io_huimin_Native_assessmentExplainText(call, assessment: jlong, indicator: JByteArray<'l>, division: JByteArray<'l>, language: jint, entries: jint) -> JByteArray<'l> {
        let (indicator, division) = (call.named("indicator", &indicator)?, call.named("division", &division)?);
        let (language, entries) = (huimin_host::language(language)?, threads(entries));
        call.answer(assessment::explain_text(handle(assessment), (&indicator, &division), language, entries)?)
    }

    /// As [`assessment::verdict`]: 1 met, 0 not met, −1 where there is none.
    fn Java_io_huimin_Native_assessmentVerdict(_call, assessment: jlong) -> jint {
        Ok(assessment::verdict(handle(assessment))?.map_or(-1, jint::from))
    }

    /// As [`assessment::judgement`].
    fn Java_io_huimin_Native_assessmentJudgement(call, assessment: jlong) -> JByteArray<'l> {
        call.answer(assessment::judgement(handle(assessment))?)
    }

    /// As [`assessment::not_received`].
    fn Java_io_huimin_Native_assessmentNotReceived(call, assessment: jlong) -> JByteArray<'l> {
        call.list(assessment::not_received(handle(assessment))?.iter().map(String::as_str))
    }

    /// As [`assessment::as_of`].
    fn Java_io_huimin_Native_assessmentAsOf(call, assessment: jlong) -> JByteArray<'l> {
        call.answer(assessment::as_of(handle(assessment))?)
    }

    /// As [`assessment::dates`].
    fn Java_io_huimin_Native_assessmentDates(call, assessment: jlong) -> JByteArray<'l> {
        call.list(assessment::dates(handle(assessment))?.iter().map(String::as_str))
    }

    /// A table in two texts: its columns as an array of JSON, and its rows as
    /// [`assessment::table_json`]; null where there is none.
    fn Java_io_huimin_Native_assessmentTable(call, assessment: jlong, name: JByteArray<'l>, language: jint) -> JByteArray<'l> {
        match table(call, assessment, &name, language)? {
            Some(table) => {
                let schema = table.schema();
                let columns = schema.fields().iter().map(|field| format!("\"{}\"", field.name()));
                let columns = columns.collect::<Vec<_>>().join(",");
                call.list([format!("[{columns}]").as_str(), &huimin::exchange::table(&table)?])
            }
            None => Ok(JByteArray::null()),
        }
    }

    /// As [`assessment::table_json`].
    fn Java_io_huimin_Native_assessmentTableJson(call, assessment: jlong, name: JByteArray<'l>, language: jint) -> JByteArray<'l> {
        let (name, language) = (call.named("name", &name)?, huimin_host::language(language)?);
        call.answer(assessment::table_json(handle(assessment), &name, language)?)
    }

    /// As [`assessment::table_csv`].
    fn Java_io_huimin_Native_assessmentTableCsv(call, assessment: jlong, name: JByteArray<'l>, language: jint) -> JByteArray<'l> {
        let (name, language) = (call.named("name", &name)?, huimin_host::language(language)?);
        call.answer(assessment::table_csv(handle(assessment), &name, language)?)
    }

    /// Puts a table as an Arrow stream at an address; false where there is none.
    fn Java_io_huimin_Native_assessmentTableArrow(call, assessment: jlong, name: JByteArray<'l>, language: jint, address: jlong) -> jboolean {
        match table(call, assessment, &name, language)? {
            Some(table) => {
                // SAFETY: `Assessment.exportTable` asks its caller for the address of an
                // `ArrowArrayStream` that holds none.
                unsafe { stream::export(table, address) }?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// As [`assessment::workbook`].
    fn Java_io_huimin_Native_assessmentWorkbook(call, assessment: jlong, language: jint) -> JByteArray<'l> {
        call.answer(assessment::workbook(handle(assessment), huimin_host::language(language)?)?)
    }

    /// As [`assessment::page`].
    fn Java_io_huimin_Native_assessmentPage(call, assessment: jlong, language: jint) -> JByteArray<'l> {
        call.answer(assessment::page(handle(assessment), huimin_host::language(language)?)?)
    }

    /// As [`assessment::reconcile`].
    fn Java_io_huimin_Native_assessmentReconcile(call, assessment: jlong, request: JByteArray<'l>, language: jint) -> JByteArray<'l> {
        let (request, language) = (call.text("request", &request)?, huimin_host::language(language)?);
        call.answer(assessment::reconcile(handle(assessment), &request, language)?)
    }

    /// As [`assessment::inspection`]; the definition's seed where `seed` is null.
    fn Java_io_huimin_Native_assessmentInspection(call, assessment: jlong, id: JByteArray<'l>, seed: JByteArray<'l>) -> JByteArray<'l> {
        let (id, seed) = (call.named("id", &id)?, call.optional_text("seed", &seed)?);
        call.answer(assessment::inspection(handle(assessment), &id, seed.as_deref())?)
    }

    /// Frees an assessment.
    fn Java_io_huimin_Native_assessmentFree(_call, assessment: jlong) -> () {
        Ok(assessment::AssessmentHandle::free(handle(assessment))?)
    }

    /// As [`request::allocate`].
    fn Java_io_huimin_Native_allocate(call, network: jlong, request: JByteArray<'l>) -> JByteArray<'l> {
        let request = call.text("request", &request)?;
        call.answer(request::allocate(handle(network), &request)?)
    }

    /// As the function of [`request`] that is named.
    fn Java_io_huimin_Native_request(call, name: JByteArray<'l>, request: JByteArray<'l>) -> JByteArray<'l> {
        let (name, request) = (call.named("name", &name)?, call.text("request", &request)?);
        let answer = match name.as_str() {
            "apportion" => request::apportion(&request),
            "sample_size" => request::sample_size(&request),
            "sampling_plan" => request::sampling_plan(&request),
            "characteristic" => request::characteristic(&request),
            "interval" => request::interval(&request),
            "draw" => request::draw(&request),
            "evaluate" => request::evaluate(&request),
            "score" => request::score(&request),
            _ => Err(nonsense("name")),
        };
        call.answer(answer?)
    }
}

/// Of builds for tests: panics while it has the tally.
#[cfg(feature = "test-panic")]
mod test_panic {
    use super::*;

    natives! {
        /// As [`tally::panic`].
        fn Java_io_huimin_Native_testPanic(_call, tally: jlong) -> () {
            Ok(tally::panic(handle(tally))?)
        }
    }
}

/// Comma-separated text in an encoding, with a byte between cells.
fn csv(encoding: &str, delimiter: jint) -> Result<Format> {
    let encoding = Encoding::from_id(encoding).ok_or_else(|| {
        Failure::call(Text::new(
            format!("`{encoding}` 不是可读的编码；可读的有：utf-8, gb18030, gbk, gb2312, utf-16le, utf-16be"),
            format!("`{encoding}` is not an encoding that can be read; these can: utf-8, gb18030, gbk, gb2312, utf-16le, utf-16be"),
        ))
    })?;
    let delimiter = u8::try_from(delimiter).map_err(|_| nonsense("delimiter"))?;
    Ok(Format::Csv {
        encoding,
        delimiter,
    })
}

/// Hands records over; answers with their number and the columns that were not read.
fn take<'l>(
    call: &mut Call<'_, 'l>,
    most: jint,
    watch: &JObject<'_>,
    work: impl FnOnce(AddOptions<'_>) -> huimin_host::Outcome<huimin::tally::Added>,
) -> Result<JByteArray<'l>> {
    let added = watched(call, most, watch, work)?;
    let records = added.records.to_string();
    let ignored = added.ignored_columns.iter().map(String::as_str);
    call.list([records.as_str()].into_iter().chain(ignored))
}

/// What long work gives, on so many threads, and with a callback unless that is null.
fn watched<T>(
    call: &Call<'_, '_>,
    most: jint,
    watch: &JObject<'_>,
    work: impl FnOnce(AddOptions<'_>) -> huimin_host::Outcome<T>,
) -> Result<T> {
    let watch = Watch::of(call.env, watch)?;
    let mut report = |progress: Progress| watch.as_ref().is_none_or(|watch| watch.report(progress));
    let options = AddOptions {
        threads: threads(most),
        progress: watch.as_ref().map(|_| &mut report as _),
        ..Default::default()
    };
    Ok(work(options)?)
}

/// A table by its name.
fn table(
    call: &Call<'_, '_>,
    assessment: jlong,
    name: &JByteArray<'_>,
    language: jint,
) -> Result<Option<RecordBatch>> {
    let name = call.named("name", name)?;
    let language: Language = huimin_host::language(language)?;
    Ok(assessment::table(handle(assessment), &name, language)?)
}

fn nonsense(what: &str) -> Failure {
    Failure::call(Text::new(
        format!("`{what}` 不成立"),
        format!("`{what}` makes no sense"),
    ))
}
