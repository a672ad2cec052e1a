//! The sheet of questions that wait for a person: what is asked, the possible answers by number, and which is chosen.

use super::{Column, Kind, Row, STATUS, Sheet, Value};
use crate::model::asked::QuestionView;
use crate::model::row_id::RowId;

/// The sheet of questions.
pub const QUESTIONS: Sheet<QuestionView> = Sheet {
    id: "questions",
    table: "sverka_questions",
    entity: "review",
    frozen_columns: 1,
    columns: COLUMNS,
    extra: &[],
};

/// The column of the possible answers: with them a choice holds, and without them it is none.
pub const OPTIONS: &str = "options";
/// The column in which one is chosen.
pub const ANSWER: &str = "answer";
/// The column of the reason, in the person's words.
pub const COMMENT: &str = "comment";
/// What a row is bound to, among its values; no column shows it.
pub const BOUND: &str = "bound";

/// The numbers of possible answers, and none of them.
const CHOICES: &[&str] = &["1", "2", "3", "4", "5", "6", "7", "8", "9", crate::model::asked::NONE];

impl Row for QuestionView {}

type Col = Column<QuestionView>;

const COLUMNS: &[Col] = &[
    Col::new("id", Kind::Id, (9, 13), |asked, _| Value::text(RowId::from(asked.id).encode())),
    Col::new("asked_since", Kind::Date, (12, 14), |asked, _| Value::date(asked.since)),
    Col::new("question", Kind::Text, (34, 52), |asked, _| Value::text(&*asked.question)).that_wraps(),
    Col::new(OPTIONS, Kind::Text, (40, 64), |asked, _| Value::text(&*asked.options)).that_wraps(),
    Col::new(STATUS, Kind::Text, (22, 30), |asked, _| Value::text(&*asked.state))
        .that_wraps()
        .captioned("question_state"),
    Col::new(ANSWER, Kind::Word, (10, 12), |asked, _| Value::text(&*asked.answer))
        .owned_by_manager()
        .with_choices(CHOICES),
    Col::new(COMMENT, Kind::Text, (26, 32), |asked, _| Value::text(&*asked.comment)).owned_by_manager().that_wraps(),
];
