# Managers' workbooks: rows that were typed or copied (src/pipeline/books/news.rs, src/workbook/merge.rs).
# First words of the lines of sums that people write under a table.
book-words-of-totals = total totals sum subtotal
# Words that tell a firm from a note.
book-words-of-firms = ltd llc inc corp gmbh ooo co plc
# Words that tell the name of a place or a business, however many words it has.
book-words-of-places = shop shops store stores salon chain school kindergarten lyceum hospital clinic pharmacy cafe restaurant hotel workshop factory plant center centre market fund union association administration society company studio club house
# Words with which an address begins after a comma.
book-words-of-addresses = st street ave avenue rd road sq square bldg building apt office tel
# Words that stand in no name of several words.
book-words-of-notes = please tomorrow today urgently asap waiting promised must should
# Endings of verbs; words with such endings that are none; verbs with other endings.
book-endings-of-verbs = { "" }
book-words-like-verbs = { "" }
book-words-of-verbs = call ask send remind tell
book-status-elsewhere = we have this client already, { $manager } looks after it; nothing of this row was passed on
book-status-elsewhere-nobody = we have this client already, but not in your workbook; nothing of this row was passed on
book-status-already = this client is in the table already, its id is { $id }; the row can be deleted
book-status-copied-row = a copy of row { $id }: for a new client write its name and tax number, otherwise delete the row
book-status-totals = this looks like a line of sums; if it is a client, write a tax number or a phone beside it
book-status-lone-words = is this a client? Then write a tax number or a phone beside it; a note stays as it is
book-status-sentence = taken for a note, no client is made of it; if it is a client, fill in one more cell of the row, a tax number or a phone say
book-status-phone-words = Phone: only the numbers are taken ({ $shown }); write names and extensions into the comment
book-status-exchanged = { $column }: the values of rows { $row } and { $other } changed places, please check
book-status-moved-from = { $column }: this value stood in row { $other }, please check that it is about this one
book-choice-stored-before = from accounting
book-copy = this is a copy of the workbook { $name }: edits in it are not read. Move them to { $name } or delete the copy.
book-told = { $name } - edits not taken
book-told-news = { $name } - book not updated
book-told-aside = { $name } - file put away
book-aside = It was decided not to take the edits of the file that you saved, and the workbook { $name } was drawn anew. Your file is safe: { $path }. Open it and enter what is needed into the workbook once more; do not put the file itself over the workbook. This note can be deleted.
book-told-taken = The edits of this workbook are taken and in the store. What is new there could not be written into it: { $reason }
book-status-undone = { $column }: your change of { $date } ("{ $value }") was taken back by the administrator with its run
book-status-undone-blank = { $column }: you cleared it on { $date }; the administrator took that back with its run
book-status-undone-row = the administrator took this record back
book-status-undone-client = the administrator took this client back; if you need it, clear the ID in this row and it is added again
book-status-code-restored = the code of the row was erased or replaced and is put back; edits of the row are taken
book-status-code-put-back = the code of the row was erased or replaced and is put back
book-remark-rows = { $first }–{ $last }
book-remark-codes-put-back = codes of rows { $first }–{ $last } were moved or replaced: they are put back, the rows are known by their other cells
book-clash-undone = your choice "{ $choice }" of { $date } was taken back by the administrator with its run, choose again; { $said }
book-remark-status-column = this column was deleted; it is put back at the end of the sheet: there the program says what became of your edits. Hide it if it is in the way
