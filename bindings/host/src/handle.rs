//! Handles of the objects that hosts hold.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex};

use huimin::verify::RecordChecker;
use huimin::{Assessment, Network, Plan, Programme, Tally, Text};

use crate::directory::Directory;
use crate::failure::{Failure, Outcome};
use crate::table::Table;

/// A kind of objects that hosts hold.
pub trait Object: Sized + 'static {
    /// What it is called in messages: in Chinese and in English.
    const NAME: (&'static str, &'static str);

    /// Where the objects of the kind are kept.
    fn table() -> &'static Table<Self>;
}

/// Gives kinds their numbers, which stand in the highest bits of handles.
macro_rules! kinds {
    ($($number:literal $object:ty, $zh:literal, $en:literal;)*) => {
        $(impl Object for $object {
            const NAME: (&'static str, &'static str) = ($zh, $en);

            fn table() -> &'static Table<Self> {
                static TABLE: Table<$object> = Table::new($number);
                &TABLE
            }
        })*
    };
}

kinds! {
    1 Programme, "项目", "programme";
    2 Arc<Network>, "区划登记册", "network";
    3 Plan, "计算方案", "plan";
    4 Mutex<Tally>, "汇总状态", "tally";
    5 RecordChecker, "单条校验器", "checker";
    6 Assessment, "评估结果", "assessment";
    7 Failure, "错误", "error";
    8 Vec<u8>, "字节", "bytes";
    9 Directory, "目录", "directory";
}

/// The number of an object. It may be copied and kept freely; what it names lives until
/// [`free`](Self::free).
#[derive(Debug)]
pub struct Handle<T> {
    number: u64,
    object: PhantomData<fn() -> T>,
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Handle<T> {}

impl<T> From<u64> for Handle<T> {
    /// Any number will do; whether it is an object's is seen when it is used.
    fn from(number: u64) -> Self {
        Self {
            number,
            object: PhantomData,
        }
    }
}

impl<T> From<Handle<T>> for u64 {
    fn from(handle: Handle<T>) -> Self {
        handle.number
    }
}

impl<T: Object> Handle<T> {
    /// Keeps an object and gives its handle.
    ///
    /// # Errors
    ///
    /// `Limit` where a billion of its kind are kept already.
    pub fn keep(object: T) -> Outcome<Self> {
        let number = T::table().insert(object);
        number.map(Self::from).ok_or_else(|| {
            let (zh, en) = T::NAME;
            let message = Text::new(
                format!("“{zh}”句柄过多,请释放不再使用的"),
                format!("there are too many handles of kind {en}; free those not in use"),
            );
            huimin::Error::new(huimin::ErrorKind::Limit, message).into()
        })
    }

    /// The object.
    ///
    /// # Errors
    ///
    /// [`BAD_HANDLE`](crate::BAD_HANDLE) for zero, garbage, a freed handle, or one of
    /// another kind.
    pub fn object(self) -> Outcome<Arc<T>> {
        T::table().get(self.number).ok_or_else(|| self.bad())
    }

    /// Frees the object; zero is no object, and nothing happens. Calls that use it at this
    /// moment end as if it were there.
    ///
    /// # Errors
    ///
    /// As [`object`](Self::object), but for zero.
    pub fn free(self) -> Outcome<()> {
        if self.number == 0 {
            return Ok(());
        }
        let removed = T::table().remove(self.number);
        removed.map(drop).ok_or_else(|| self.bad())
    }

    fn bad(self) -> Failure {
        let ((zh, en), number) = (T::NAME, self.number);
        Failure::handle(Text::new(
            format!("{number:#x} 不是有效的“{zh}”句柄(为零、已释放或属于其他种类)"),
            format!(
                "{number:#x} is not a valid handle of kind {en}: it is zero, freed or of another kind"
            ),
        ))
    }
}
