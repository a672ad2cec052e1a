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
    [one] The oldest questions are shown; { $number } more is left out, "sverka review list" gives it.
   *[other] The oldest questions are shown; { $number } more are left out, "sverka review list" gives them.
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
asked-more = and { $count } more: sverka review show { $question }

asked-state-open = waits for an answer
asked-state-decided = decided: { $answer } — { $who }, { $day } (decision { $decision })
asked-state-resolved = no answer needed: newer data gave it
asked-state-undone = decision { $decision } was undone, the question is open again
asked-state-changed = your choice "{ $choice }" was not taken: the possible answers have changed since; look at them and choose again
asked-state-outside = your choice "{ $choice }" was not taken: there is no such answer; choose again
asked-state-torn = your choice "{ $choice }" was not taken: the answers in its row are not those that the program wrote (was a part of the table sorted?); choose again
asked-state-refused = your choice "{ $choice }" was not taken: { $why }
asked-state-late = your choice "{ $choice }" came later and was not taken
asked-yes = yes
asked-no = no
