//! The public samples of CommerceML, EnterpriseData and bank statements through the whole program: what a run takes, skips and refuses.
//!
//! The figures were counted without sverka, from the files' own text: for XML a tree reader counted `Документ` elements
//! by `ХозОперация` and added their `Сумма`; for statements the lines between `СекцияДокумент` and `КонецДокумента`
//! were counted and their `Сумма` added (where the file states its own turnover, the two agree).

#[cfg(test)]
#[path = "../desk/desk.rs"]
mod desk;
#[cfg(test)]
mod scenario;
#[cfg(test)]
mod table;
