//! The callback that hears how far an addition has come, and may stop it.

use huimin_host::Progress;
use jni::objects::{JObject, JValue};
use jni::refs::Global;
use jni::{Env, JavaVM, jni_sig, jni_str};

use crate::call::Result;

/// An object of the class `io.huimin.Watch`.
pub struct Watch {
    machine: JavaVM,
    object: Global<JObject<'static>>,
}

impl Watch {
    /// The watch that Java handed over; none for null.
    pub fn of(env: &Env<'_>, object: &JObject<'_>) -> Result<Option<Self>> {
        if object.is_null() {
            return Ok(None);
        }
        Ok(Some(Self {
            machine: env.get_java_vm()?,
            object: env.new_global_ref(object)?,
        }))
    }

    /// Tells it; false where the addition is to stop. May be called on any thread.
    ///
    /// `Watch.report` throws nothing: it keeps what was thrown for the thread that called.
    /// Should Java be unable to call it, the addition stops.
    pub fn report(&self, progress: Progress) -> bool {
        let number = |count: u64| JValue::Long(i64::try_from(count).unwrap_or(i64::MAX));
        let told = self.machine.attach_current_thread(|env| {
            let arguments = [number(progress.records), number(progress.bytes)];
            let goes_on = env.call_method(
                &self.object,
                jni_str!("report"),
                jni_sig!("(JJ)Z"),
                &arguments,
            )?;
            goes_on.z()
        });
        told.unwrap_or(false)
    }
}
