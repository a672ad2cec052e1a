# What managers edit in their workbooks.
book-sheet-conflicts = Conflicts
book-column-sync = Sync
book-column-conflict-sheet = Sheet
book-column-conflict-row = Row ID
book-column-conflict-subject = Client or document
book-column-conflict-column = Column
book-column-conflict-stored = Kept now
book-column-conflict-mine = Yours
book-column-conflict-who = Who wrote yours
book-column-conflict-when = When
book-column-conflict-kind = What happened
book-column-choice = Keep
book-choice-mine = mine
book-choice-stored = kept now
book-clash-conflict = changed both by you and { $other }: choose what to keep
book-clash-request = accounting keeps this field, your value went to the accountant and waits for an answer; "mine" can't be chosen here, "kept now" takes the question back
book-clash-computed = this is computed from bills and payments, your value is not taken; any answer removes the row
book-clash-settled = settled
book-clash-settled-mine = settled: yours was taken, "{ $value }"
book-clash-settled-taken = settled: the accountant took yours, "{ $value }"
book-clash-settled-stored = settled: kept is "{ $value }"
book-clash-settled-declined = settled: the accountant did not take your value, kept is "{ $value }"
book-clash-settled-agreed = settled by itself: the store has the same, "{ $value }"
book-clash-settled-undone = nothing to decide: the run in which the values differed was taken back, yours, "{ $value }", is not taken; if you need it, write it into the cell itself
book-why-declined = . Reason: { $reason }
book-value-blank = blank
book-clash-no-choice = there is no answer "{ $shown }", choose from the list
book-other-person = by another ({ $who })
book-other-accounting = in accounting
book-row-gone = there is no such row any more
book-status-conflict = { $column }: changed both by you and { $other } – choose on the sheet "Conflicts"
book-status-request = { $column }: accounting keeps this field, your value went to the accountant
book-status-computed = { $column }: this is computed, your value is not taken
book-status-trouble = { $column }: { $trouble } ("{ $shown }"), not taken
book-status-trouble-blank = { $column }: { $trouble }, not taken
book-status-copied-from = new row, copied from { $id }
book-status-foreign-row = row { $id } belongs to another workbook, its changes are not taken
book-status-nameless-row = nobody can tell whose row this is: write the client's name or the document's number

book-trouble-no-value = the cell has a formula, and the file does not say what it comes to – open the workbook in Excel and save it
book-trouble-error-value = the cell has an error
book-trouble-not-a-number = this is no number
book-trouble-not-a-date = this is no date, write it as 2026-02-01
book-trouble-date-out-of-range = there can be no such date
book-trouble-digits-lost = Excel took the code for a number or a date and digits are gone – write it again as text
book-trouble-not-a-choice = this value is not in the list
book-trouble-not-a-phone = this is no phone; write the number, several parted by commas, and words into the comment
book-trouble-address-twice = the file has two cells with this address


book-held-all = Edits of this workbook are not taken yet, nothing is lost:
book-held-missing-sheet = the sheet "{ $sheet }" is gone. { $previous ->
        [yes] Bring it back from an earlier version of the workbook (folder { $folder }) or ask for a new workbook.
       *[no] Undo its removal or ask for a new workbook.
    }
book-held-missing-header = the sheet "{ $sheet }" has no column "{ $column }", without it rows can't be told apart. Undo its removal or bring back an earlier version of the workbook.
book-held-missing-rows = the sheet "{ $sheet }" lacks { $missing } of { $of } rows. If they were not deleted on purpose, bring back an earlier version of the workbook.
book-held-column-changed = on the sheet "{ $sheet }" the column "{ $column }" changed nearly everywhere: { $changed } of { $of }. See whether it slipped.
book-held-part-sorted = on the sheet "{ $sheet }" it seems that not the whole table was sorted: { $count ->
        [one] the column { $columns } stayed in place or moved by itself, and its values stand
       *[other] the columns { $columns } stayed in place or moved by themselves, and their values stand
    } in rows of others now ({ $rows }). If the workbook is still open, undo the sort (Ctrl+Z) and save; { $previous ->
        [yes] if it is closed, put the values back into their rows. How it was before can be seen in the folder { $folder }; do not put that version over this workbook: what was written since would be lost.
       *[no] if it is closed, put the values back into their rows or ask for the workbook to be drawn anew.
    } Sort by the arrow in the table's header: it moves whole rows; select columns outside the table together with it.
book-held-cells-shifted = on the sheet "{ $sheet }" cells of the column "{ $column }" moved, it seems that a cell and not a row was deleted or inserted above: its values stand in rows of others now ({ $rows }). If the workbook is still open, undo that (Ctrl+Z) and save; { $previous ->
        [yes] if it is closed, put the values back into their rows. How it was before can be seen in the folder { $folder }; do not put that version over this workbook: what was written since would be lost.
       *[no] if it is closed, put the values back into their rows or ask for the workbook to be drawn anew.
    } To clear a value press Delete: the cells stay where they are.
book-held-codes-moved = on the sheet "{ $sheet }" codes in the column "{ $column }" stand beside rows of others ({ $rows }), and not all rows are known without their code: it seems that a cell was deleted or inserted in that column. If the workbook is still open, undo that (Ctrl+Z) and save; { $previous ->
        [yes] if it is closed, save it under another name, take an earlier version from the folder { $folder } and enter what was written since.
       *[no] if it is closed, ask for the workbook to be drawn anew.
    }
book-held-rows-more = { $rows } and { $count } more
book-held-rows-least = { $count } at least: { $rows }
book-held-column = "{ $column }"
book-edits-held = edits not taken, the book is left as it is: { $reason }
book-news-held = edits taken, news not written into the book: { $reason }
book-beside = { $name } — new
book-beside-why = { $reason } A new book lies beside it: { $beside }. To go on with it, give it the name { $name }.
book-beside-hers = { $reason } Somebody is writing in the new book beside it, which is left as it is: { $beside }. Give it the name { $name }, and what was written is taken.
book-patch-differs = the book could not be updated without touching what is not ours.
book-not-ours = this is not the book that the program wrote.
book-too-old = the book is too old: what was written into it is no longer kept.
book-copy-unread = edits in this copy of { $name } are not taken: { $detail } Move them into { $name }.
book-copy-taken = { $reason }
book-copy-count = edits taken from this copy: { $count }.
book-copy-columns = Its own columns are not carried over: { $columns }.
book-copy-rows = Rows that it lacks: { $count }; { $name } still has them.
book-copy-away = Enter in { $name } what you need of the rest; then the copy may be put away.
book-other-format = the program keeps the book { $name } and does not read this copy in another format. Save what was entered in it in { $name }, an Excel workbook (xlsx); then the copy can go.
book-of-another-store = the book holds what the program, by its records, never wrote: the store was restored from a backup or replaced. What is newer in it has to be entered in the new one.
book-encrypted = the book has a password or is saved in the old format (xls); save it as xlsx without a password.
book-unreadable = the workbook can't be read: the file is damaged, or it is no Excel workbook (xlsx). Try to repair it: in Excel choose File → Open, select the file, click the arrow beside Open and then Open and Repair, save it under the same name. { $previous ->
        [yes] If that fails, take an earlier version from the folder { $folder } and save it as { $name }.
       *[no] If that fails, ask the administrator for a copy of the file.
    } If that does not help either, work in the new workbook.
book-copy-unreadable = the file is damaged, or it is no Excel workbook (xlsx).
book-over-limit = the workbook is too large: { $what ->
        [rows] more than { $limit } rows in a sheet
        [cells] more than { $limit } cells in a sheet
       *[other] it holds more than the program reads
    }. Delete sheets that are not needed and whatever is under the tables, and save it once more.
book-head = head of sales
book-status-joined = merged into { $id }
book-status-gone = this book no longer has the record
book-typed-rows = { $name } — new rows
book-status-typed-waits = a new client: taken, but it waits for a decision whether it is one that is there already
book-status-typed-not-yours = documents and payments come from accounting; this row was passed on to nobody
book-held-asked = If all this is meant so, tell the administrator, who answers question { $question }, and the file is taken as it is.
book-sheet-remarks = Remarks
book-column-remark-sheet = Sheet
book-column-remark-row = Row
book-column-remark-column = Column
book-column-remark-value = What stands there
book-column-remark-reason = Why it is not taken
book-remark-lost-column = the column is not in the file; its values are kept in the store. If you renamed it, give it back its name, and edits are read again; if you deleted it on purpose, there is nothing to do
book-remark-replaced-column = another column with other contents stands in its place: it is taken for your own, nothing is read from it and nothing is written into it. If it is the same column, give it back its name
book-remark-doubled-column = the column stands twice: only one is read, edits in the copy are not
book-remark-copied-sheet = the sheet looks like a copy of ours: edits in the copy are not read
book-status-overruled = { $column }: the value given { $other } was kept; yours is on the sheet "Conflicts"
book-clash-overruled = settled: the value given { $other } was kept. Yours is shown here; any answer removes the row. If it should be another one, write it into the cell itself
book-status-formula = { $column }: the cell has your formula, which stays; the value kept now is "{ $value }"
book-status-formula-blank = { $column }: the cell has your formula, which stays; no value is kept now
book-trouble-no-year = the date has no year; write the day, the month and the year, as in 2026-12-05
book-caption-ours = { $caption } (of settings)
book-trouble-percent = this is percent, and an amount or a number belongs here: give the cell the format of numbers (Ctrl+1, Number) and type the number without the sign %
book-trouble-too-precise = more decimals than an amount has; write it as 1234.50 (thousands parted by a blank or not at all)
book-trouble-not-a-tax-id = this is no tax number: a letter, a digit too many or a slip; write its digits alone, one of the EU with its letters (DE136695976), another foreign one into the comment
book-trouble-not-a-kpp = this is no КПП; write nine characters, as in 770201001
book-remark-strayed = only the table was sorted, and this column, which stands behind one of yours, stayed in place. Its values are back in their rows. Select it too the next time you sort; look at your own columns beside it: they stayed in place as well
book-word-percent = percent
book-months = january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct november/nov december/dec
book-remark-copied-book = this is a copy of your workbook: what is written in it goes nowhere. Move what is needed here and put the copy away
book-copy-beside = { $copy } is a copy of { $name }: edits in it are not read. Move them to { $name } or delete the copy.
