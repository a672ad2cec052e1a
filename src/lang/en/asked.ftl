# The sheet "Decisions" in managers' workbooks: questions that are answered by choosing.
book-sheet-questions = Decisions
book-column-asked-since = Waits since
book-column-question = Question
book-column-options = Possible answers
book-column-question-state = State
book-column-answer = Choice
book-choice-none = none
book-hint-questions = What the program does not decide by itself: choose a number or "none" under Choice and save the book; put the reason beside it. No rows: no questions.
# The state of a settled question begins with these words: they turn the row gray.
book-asked-decided = decided
book-asked-resolved = no answer needed
book-left-out-questions = { $count ->
    [one] The oldest questions are shown; { $number } more is left out. Ask the administrator for the whole list.
   *[other] The oldest questions are shown; { $number } more are left out. Ask the administrator for the whole list.
}

asked-client = { $about }: is it one client with any of the possible answers?
asked-twin = { $about }: is it the same document as one of the possible answers?
asked-change = { $about }: is it the same change as in one of the possible answers?
asked-document = { $about }: whose document is it?
asked-payment = { $about }: what does this money pay?
asked-payer = { $about }: whose money is it?
asked-direction = { $about }: where did the money go?
asked-take = { $about }: take this record?
asked-wish = { $about }: take what the manager asks for?
asked-foreign = { $about }: a manager asks for a correction
asked-row = { $about }: its row was deleted from a workbook. Put it away?
asked-held = The workbook "{ $about }" has changed in an unusual way: is that meant?
asked-torn = The workbook "{ $about }" has changed so that it can't be taken
asked-fill = take
asked-like = Looks like: { $candidates }
asked-record = { $kind } { $number } of { $date }, { $amount } ({ $id })
asked-waiting = { $kind } { $label } (file "{ $file }", { $place })
asked-more = and { $count } more: if it is one of them, tell the administrator (question { $question })

asked-state-open = waits for an answer
asked-state-decided = decided: { $answer } — { $who }, { $day } (decision { $decision })
asked-state-resolved = no answer needed: newer data gave it
asked-state-undone = decision { $decision } was undone, the question is open again
asked-state-taken-back = your choice "{ $choice }" was taken back by the administrator with its run, the question is open again: choose once more
asked-state-again = your choice "{ $choice }" was taken (decision { $decision }), but the question is still open: choose for the rest too
asked-state-changed = your choice "{ $choice }" was not taken: the possible answers have changed since; look at them and choose again
asked-state-outside = your choice "{ $choice }" was not taken: there is no such answer; choose again
asked-state-torn = your choice "{ $choice }" was not taken: the answers in its row are not those that the program wrote (was a part of the table sorted?); choose again
asked-state-refused = your choice "{ $choice }" was not taken: { $why }
asked-state-late = your choice "{ $choice }" came later and was not taken
asked-yes = yes
asked-no = no

# Why a choice in a workbook is not taken, in words for whoever has no command line (src/pipeline/books/answers.rs).
asked-refused-different-numbers = { $one } and { $other } have different valid tax numbers, { $ours } and { $theirs }: these are two companies. If it is one client all the same, tell the administrator, who can merge them
asked-refused-joined-by-rule = client { $client } was never merged, but its tax number gave it these records when they came: { $records }; the administrator can split them off
asked-refused-nobodys-document = nobody knows whose document { $document } is; answer the question about it first, or tell the administrator whose it is
asked-refused-rule-exists = tax number { $tax_id } has the rule { $rule }; the administrator can remove it
asked-refused-answered = question { $question } was answered by decision { $decision }; the administrator can undo it
asked-refused-other-verb = the administrator answers question { $question }
asked-refused-others-depend = later decisions rest on { $decision }: { $others }; the administrator can undo them
asked-refused-only-accounting = only the accounting program changes this field: mend it there, and question { $question } closes itself, or choose "none"
asked-refused-deletion-owes = client { $client } has money open (a debt or an advance) and can't be deleted. To bring the row back choose "none" (question { $question })
asked-refused-not-released = the workbook "{ $book }" lacks the column of ids, without which the file can't be taken: bring an earlier version back, or choose "none", and the workbook is drawn anew
