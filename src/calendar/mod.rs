//! Dates, periods, times of day, and the working days of the People's
//! Republic of China.

mod date;
mod period;
mod time_of_day;
mod working_days;

pub use date::Date;
pub use period::Period;
pub use time_of_day::TimeOfDay;
pub use working_days::{deadline_days, deadline_months, is_working_day, working_days};
