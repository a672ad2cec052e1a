# Managers' workbooks: what waits for a person (src/pipeline/books/ask.rs), and the verb sverka books.
decision-change-request = { $who } asks in the workbook "{ $book }": { $column } is not "{ $known }" but "{ $given }"
decision-change-request-of-accounting = { $who } asks in the workbook "{ $book }": { $column } is not "{ $known }" but "{ $given }"; only the accounting program changes that: mend it there, and the question closes itself
decision-change-request-blank = { $who } asks in the workbook "{ $book }" to fill in { $column }: "{ $given }" (blank now)
decision-change-request-cleared = { $who } asks in the workbook "{ $book }" to clear { $column }: "{ $known }" now
decision-change-request-of-accounting-blank = { $who } asks in the workbook "{ $book }" to fill in { $column }: "{ $given }" (blank now); only the accounting program changes this: mend it there, and the question closes by itself
decision-change-request-of-accounting-cleared = { $who } asks in the workbook "{ $book }" to clear { $column }: "{ $known }" now; only the accounting program changes this: mend it there, and the question closes by itself
decision-row-deleted = { $who } deletes the row from the workbook "{ $book }"
decision-held-missing-sheet = the sheet "{ $sheet }" is missing
decision-held-missing-header = on the sheet "{ $sheet }" the column "{ $column }" is missing, without which no row is known
decision-held-missing-rows = on the sheet "{ $sheet }" rows are missing: { $missing } of { $of }
decision-held-column-changed = on the sheet "{ $sheet }" the column "{ $column }" has changed in most rows: { $changed } of { $of }
decision-held-codes-moved = on the sheet "{ $sheet }" codes stand beside rows of others ({ $moved }), and not all rows are known
decision-held-part-sorted = on the sheet "{ $sheet }" values of the column "{ $column }" have moved to other rows ({ $moved }): only a part of the table was sorted
decision-held-cells-shifted = on the sheet "{ $sheet }" values of the column "{ $column }" have shifted to other rows ({ $moved })
decision-wish-told = { $subject }, { $column }: not "{ $known }" but "{ $given }" (asked by { $who }, question { $question })
decision-wish-told-blank = { $subject }, { $column }: fill in "{ $given }" (blank now; { $who } asks, question { $question })
decision-wish-told-cleared = { $subject }, { $column }: clear "{ $known }" ({ $who } asks, question { $question })

explain-question-change_request = { $id }: take the manager's value? { $label }
explain-question-deletion = { $id }: the row was deleted from a workbook: is it to go? { $label }
explain-question-workbook_held = { $id }: the workbook changed unusually: is that meant? { $label }

book-status-declined = { $column }: the accountant did not take your value
book-status-declined-again = { $column }: "{ $value }" was declined already ({ $who }, { $date }) and is not passed on again

receipt-wishes-title = Managers ask you to mend
receipt-wishes-how = Mend it in your program: the question closes itself with the next export. Or answer here: sverka review accept QUESTION takes the manager's value, sverka review reject QUESTION declines it.

review-how-fill = take the manager's value: it stands before what the source says
review-how-decline = do not take it; the manager reads so in the workbook
review-how-only-accounting = it can't be accepted here: mend it in the accounting program, and the question closes itself
review-how-archive = it is meant: a client is deleted, a document or payment is no longer shown in this workbook; it can be brought back
review-how-return = the row returns to the workbook
review-how-release = it is meant: take this very file as it is
review-how-discard = it is a mistake: put the file away into the folder previous and draw the workbook anew

verdict-fill = { $subject }: { $column } is now "{ $value }", as the manager asked
verdict-decline = { $subject }: "{ $value }" in the column "{ $column }" is not taken
verdict-archive = { $subject }: no longer shown in the workbook "{ $book }"
verdict-return = { $subject }: the row returns to the workbook "{ $book }"
verdict-release = the file of the workbook "{ $book }" ({ $value }) is taken as it is
verdict-discard = the file of the workbook "{ $book }" ({ $value }) is put away, the workbook drawn anew

refusal-only-accounting = only the accounting program changes this field; mend it there, and question { $question } closes itself, or decline: sverka review reject { $question }
refusal-bad-wish = "{ $value }" can't stand here: look at the tax number, the KPP or the manager's name; if the value is wrong, decline it
refusal-deletion-owes = client { $client } has money open (a debt or an advance) and can't be deleted. Bring the row back: sverka review reject { $question }
refusal-not-released = the workbook "{ $book }" lacks the column of ids, without which the file can't be taken: bring an earlier version back, or draw the workbook anew: sverka books discard "{ $book }"
refusal-not-undone = decision { $decision } can't be undone: the edits of the workbook "{ $book }" are taken. Mend them in the workbook; the earlier file lies in the folder previous

error-no-such-book = there is no workbook "{ $subject }"; sverka books list says which there are
error-book-not-held = the workbook "{ $subject }" is not held: there is nothing to decide
error-row-not-gone = row { $subject } is not deleted from this workbook; sverka books show BOOK says which are

books-state-held = held: waits for a decision
books-state-waiting = waits to be written
books-state-written = written
books-gone = deleted rows: { $count }
books-requests = requests to the accountant: { $count }
books-conflicts = conflicts: { $count }
books-row-proposed = deleted, waits for a decision
books-row-away = no longer shown
books-row-returning = returns once the workbook is written
books-how-held = Take the file as it is: sverka books release "{ $book }". Put it away and draw the workbook anew: sverka books discard "{ $book }"
books-how-gone = Bring rows back: sverka books restore "{ $book }" [ROW…]. Let them go: sverka books archive "{ $book }" [ROW…]
books-nothing = There is nothing to decide.

# Usual stages of a sale, separated by commas: what the column offers unless settings name others.
book-stages = new, negotiation, proposal, contract, invoiced, paid, refused
book-control-gone = no longer compared
