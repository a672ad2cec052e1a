//! Stub.
use jiff::civil::Date;
/// k
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitedKind { /// i
 Invoice, /// o
 Order, /// s
 Shipment, /// c
 Contract }
/// c
#[derive(Debug, Clone)]
pub struct Citation { /// k
 pub kind: Option<CitedKind>, /// n
 pub number: String, /// c
 pub core: String, /// d
 pub date: Option<Date> }
/// f
pub fn citations(_purpose: &str, _today: Date) -> Vec<Citation> { Vec::new() }
