//! What somebody chose on the sheet of values that collide.

use super::Making;
use crate::model::book::{Choice, Clash, ClashKind, Filled, FilledValue, KeptClash, field_of_column};
use crate::model::ids::ConflictId;
use crate::model::row_id::{RowId, RowKind};
use crate::store::taken::Taken;
use crate::store::{Revision, SqlResult};
use crate::workbook::merge::CellPlace;

/// A choice, and the cell that says it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen<'m> {
    pub(super) kept: &'m KeptClash,
    choice: Choice,
    place: CellPlace,
    row: RowId,
    said: &'m str,
}

impl Making<'_> {
    /// Whether the file that says a value also says what is to be done about it.
    pub(super) fn is_chosen(&self, clash: &Clash) -> bool {
        let about = |kept: &KeptClash| (kept.clash.row, &kept.clash.field) == (clash.row, &clash.field);
        let same = |kept: &KeptClash| (&kept.clash.stored, &kept.clash.mine) == (&clash.stored, &clash.mine);
        self.choices().any(|chosen| about(chosen.kept) && same(chosen.kept))
    }

    /// The choices that somebody made. What accounting owns is not the manager's to choose.
    pub(super) fn choices(&self) -> impl Iterator<Item = Chosen<'_>> {
        let merged = &self.read.merged;
        let edits = merged.edits.iter().map(|edit| (edit.place, edit.id, edit.value.as_str()));
        // A choice that was taken is the base of the file, and not what the store has: no reason to ask which of them holds.
        let others = merged.conflicts.iter().map(|one| (one.place, one.clash.row, one.clash.mine.as_str()));
        let made = edits.chain(others).filter(|(_, row, _)| row.kind == RowKind::Conflict);
        made.filter_map(|(place, row, said)| {
            let kept = *self.waiting.by_id.get(&ConflictId(row.number))?;
            let choice = match (kept.clash.kind, Choice::from_name(said)?) {
                (ClashKind::Request, Choice::Mine) => return None,
                (ClashKind::Conflict, Choice::Mine) => Choice::Mine,
                // Whatever is chosen, there is but one value.
                (ClashKind::Computed | ClashKind::Overruled, _) | (_, Choice::Stored) => Choice::Stored,
            };
            Some(Chosen { kept, choice, place, row, said })
        })
    }

    /// Does what somebody chose. A client that was merged since has values of its own, which nobody has chosen against:
    /// where they differ, it is asked once more.
    pub(super) fn choose(&self, revision: &mut Revision<'_>, chosen: &Chosen<'_>) -> SqlResult<()> {
        let Chosen { kept, choice, place, row, said } = *chosen;
        let Some(kept) = revision.settle_clash(kept.id, choice)? else { return Ok(()) };
        if !self.read.is_copy {
            // Read again, it says nothing new: also where the choice is taken back with its run.
            let (book, version) = (self.book.name.as_str(), self.read.version());
            revision.put_taken(&Taken { book, version, row, field: place.column, value: said })?;
        }
        let (Choice::Mine, Some(of)) = (choice, Filled::of(kept.clash.row)) else { return Ok(()) };
        let field = field_of_column(&kept.clash.field).to_owned();
        let base = kept.clash.stored.clone().unwrap_or_default();
        if let Filled::Client(id) = of
            && let Some(now) = revision.client_now(id)?
            && now != id
        {
            let row = RowId::from(now);
            let stored = self.read.theirs.row(row).and_then(|known| known.cells.get(&kept.clash.field)).cloned();
            let is_chosen = stored.as_ref().is_some_and(|stored| stored.is_empty() || *stored == base);
            if !is_chosen && stored.as_ref() != Some(&kept.clash.mine) {
                return self.put(revision, &Clash { row, base: Some(base), stored, ..kept.clash });
            }
        }
        let (row, column) = (kept.clash.row, kept.clash.field.clone());
        let before = revision.filled_by(of, &field)?.filter(|(_, who)| who != self.who);
        let is_new = revision.fill(&FilledValue { of, field, value: kept.clash.mine.clone() }, &base, self.who)?;
        match before.and_then(|(value, who)| Some((value, self.book_of(&who)?.clone(), who))) {
            Some((value, book, who)) if is_new && value != kept.clash.mine => {
                let (base, stored) = (Some(value.clone()), Some(kept.clash.mine));
                let clash = Clash { kind: ClashKind::Overruled, row, field: column, base, stored, mine: value };
                self.tell(revision, &book, &who, &clash)
            }
            _ => Ok(()),
        }
    }
}
