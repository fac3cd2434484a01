//! The way in and out of every call: what Java hands over, what it gets, and what is thrown.

use huimin_host::huimin::{Language, Text};
use huimin_host::{Failure, Outcome, guard};
use jni::objects::{JByteArray, JClass, JValue};
use jni::{Env, EnvUnowned, Outcome as Ended, jni_sig, jni_str};

use crate::packed;

/// Why a call gives nothing.
pub enum Trouble {
    /// What the layer below says.
    Failure(Failure),
    /// What Java says. Where it threw something, that is pending already.
    Java(jni::errors::Error),
}

/// The result of what happens in a call.
pub type Result<T> = std::result::Result<T, Trouble>;

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<huimin_host::huimin::Error> for Trouble {
    fn from(error: huimin_host::huimin::Error) -> Self {
        Self::Failure(error.into())
    }
}

impl From<jni::errors::Error> for Trouble {
    fn from(error: jni::errors::Error) -> Self {
        Self::Java(error)
    }
}

/// One call from Java.
pub struct Call<'c, 'l> {
    /// The caller's environment.
    pub env: &'c mut Env<'l>,
}

impl<'l> Call<'_, 'l> {
    /// The bytes of an array; `what` names it in messages.
    pub fn bytes(&self, what: &str, array: &JByteArray<'_>) -> Result<Vec<u8>> {
        if array.is_null() {
            let message = Text::new(format!("`{what}` 为 null"), format!("`{what}` is null"));
            return Err(Failure::call(message).into());
        }
        Ok(self.env.convert_byte_array(array)?)
    }

    /// The text whose UTF-8 stands in an array.
    pub fn text(&self, what: &str, array: &JByteArray<'_>) -> Result<String> {
        let bytes = self.bytes(what, array)?;
        Ok(huimin_host::text(what, &bytes)?.to_owned())
    }

    /// As [`text`](Self::text), for the name of something, which is not longer than names are.
    pub fn named(&self, what: &str, array: &JByteArray<'_>) -> Result<String> {
        let bytes = self.bytes(what, array)?;
        Ok(huimin_host::named(what, &bytes)?.to_owned())
    }

    /// As [`text`](Self::text); none for null.
    pub fn optional_text(&self, what: &str, array: &JByteArray<'_>) -> Result<Option<String>> {
        if array.is_null() {
            return Ok(None);
        }
        self.text(what, array).map(Some)
    }

    /// An array for Java.
    pub fn answer(&mut self, bytes: impl AsRef<[u8]>) -> Result<JByteArray<'l>> {
        let bytes = bytes.as_ref();
        if i32::try_from(bytes.len()).is_err() {
            return Err(packed::too_large().into());
        }
        Ok(self.env.byte_array_from_slice(bytes)?)
    }

    /// A list of texts for Java.
    pub fn list<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> Result<JByteArray<'l>> {
        let packed = packed::pack(texts.into_iter().map(str::as_bytes))?;
        self.answer(packed)
    }
}

/// Does the work of a native method. What fails is thrown, and the default returned.
pub fn call<'l, T: Default>(
    mut env: EnvUnowned<'l>,
    class: &JClass<'l>,
    work: impl FnOnce(&mut Call<'_, 'l>) -> Result<T>,
) -> T {
    let ended = env.with_env(|env| -> std::result::Result<T, jni::errors::Error> {
        let done: Outcome<Result<T>> = guard(|| Ok(work(&mut Call { env })));
        let trouble = match done {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(trouble)) => trouble,
            Err(panic) => Trouble::Failure(panic),
        };
        let failure = match trouble {
            Trouble::Failure(failure) => failure,
            Trouble::Java(_) if env.exception_check() => return Ok(T::default()),
            Trouble::Java(error) => Failure::internal(Text::new(
                format!("JNI 调用失败:{error}"),
                format!("a call of JNI failed: {error}"),
            )),
        };
        throw(env, class, &failure)?;
        Ok(T::default())
    });
    match ended.into_outcome() {
        Ended::Ok(value) => value,
        // The exception of `throw`, or of Java while it was made, is pending.
        Ended::Err(_) | Ended::Panic(_) => T::default(),
    }
}

/// The texts of a failure in both languages, and behind them those of its causes.
fn texts(failure: &Failure, parts: &mut Vec<String>) {
    parts.push(failure.render(Language::Chinese));
    parts.push(failure.render(Language::English));
    for cause in failure.causes() {
        texts(&cause, parts);
    }
}

/// Throws a failure: `Native.raise` makes the exception and throws it.
fn throw(
    env: &mut Env<'_>,
    class: &JClass<'_>,
    failure: &Failure,
) -> std::result::Result<(), jni::errors::Error> {
    let mut parts = vec![failure.json()];
    texts(failure, &mut parts);
    let packed = packed::pack(parts.iter().map(String::as_bytes)).unwrap_or_default();
    let packed = env.byte_array_from_slice(&packed)?;
    env.call_static_method(
        class,
        jni_str!("raise"),
        jni_sig!("([B)V"),
        &[JValue::Object(&packed)],
    )?;
    Ok(())
}
