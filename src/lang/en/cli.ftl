# The terminal: src/cli.
error = error: { $message }
error-cause = cause: { $cause }
error-hint = hint: { $hint }
error-no-settings = there is no settings file { $path }
error-unreadable-settings = the settings file { $path } can't be read
error-settings-exist = the settings file { $subject } is already there; it was left alone
error-folder-not-empty = the folder { $subject } is not empty
error-no-record = there is no such record: { $subject }
error-file = { $path } can't be made or read
error-output = nobody takes the output
error-locked = the workspace is in use: { $holder }
error-store = the store can't be used
hint-no-settings = make a workspace with "sverka init DIR", or name the file: --config PATH
hint-check = correct the file and look again with "sverka check"
hint-file = see that you have access and that there is free space
hint-locked = wait for it to end, or stop it
hint-store = the store is damaged or was written by a newer version; update the program or restore a backup

init-done = The workspace is ready: { $folder }
    The accountant's files go to { $exchange }, settings are in sverka.toml.
    Next: sverka check, then sverka sync
demo-next = Look into { $folder }/managers and { $folder }/exchange, then do it again: sverka --config { $folder }/sverka.toml sync
check-fine = No problems: { $file }

run-title = Run { $run }
run-dry = Dry run: nothing was written
run-no-files = No new files; nothing changed.
run-no-files-but = No new files.
run-nothing-changed = Nothing changed: all of it was taken before.
run-column-file = File
run-column-read = Read
run-column-applied = = applied
run-column-unchanged = + unchanged
run-column-queued = + waiting
run-column-refused = + refused
run-total = Total
run-file-known = already taken on { $date }
run-file-known-undated = already taken before
run-file-known-partly = { $known }; records not taken: { $count }
run-file-refused = not taken: { $why }
run-file-held = waits: { $why }
run-file-skipped = skipped: { $why }
run-judging = who is who
run-clients = Who is who among the clients: { $what }
run-clients-by-rule = known by tax number { $count }
run-clients-joined = joined { $count }
run-clients-parted = parted { $count }
run-clients-asked = new questions { $count }
run-clients-answered = questions answered { $count }
run-waiting = Waiting for a person's decision:
run-waiting-how = See and answer: sverka review list
run-taken = Taken from workbooks:
run-taken-dry = Would be taken from workbooks:
run-taken-edits = edits { $count }
run-taken-new-rows = new rows { $count }
run-taken-conflicts = conflicts { $count }
run-taken-requests = requests to the accountant { $count }
run-taken-choices = answers { $count }
run-books = Workbooks:
run-ignored = Temporary and lock files left alone: { $count }
strays = These lie in no source's folder, so nothing takes them; move each into the folder of its source (exchange/…), or add a source to the settings:
run-missing-source = The folder of the source "{ $source }" can't be reached
run-stopping = Stopping after the current file…
book-written = written
book-unchanged = unchanged
book-held = open in Excel, to be written later
book-failed = not written: { $reason }

review-kind-client_match = Unclear which client it is
review-kind-payment_match = Unclear what was paid
review-kind-conflict = Which is right must be decided
review-kind-brake = A change too large to pass unseen
review-kind-mapping = Unclear how to read a file
review-kind-change_request = A manager asks for a change
review-kind-deletion = A row was deleted from a workbook
review-kind-workbook_held = A workbook changed unusually
review-kind-drift = Differences from accounting
review-kind-control = Balances of a source that differ from the store

watch-started = Watching the folders. Ctrl-C stops.
watch-ended = Stopped; everything begun was finished.

status-last-run = Last run: { $run }, { $when }
status-no-run = No runs yet.
status-column-source = Source
status-column-folder = Folder
status-column-waiting = Files waiting
status-column-last = Last taken
status-unreachable = the folder can't be reached
status-exchange = exchange "{ $node }" ↔ "{ $peer }": accepted up to no. { $in }, sent up to no. { $out } (confirmed up to no. { $confirmed })
status-exchange-gaps = never came: no. { $missing }
status-held-allocations = Allocations of payments
status-jobs = Not yet sent or written: { $count }
status-books = Books not updated yet (open in Excel or not writable):
status-quarantined = Files in quarantine: { $count }
status-ignored = Temporary and lock files that are passed over:
runs-column-run = Run
runs-cut-off = cut off, or still going
runs-files-refused = files refused: { $count }

explain-by-source = { $value } — { $source }, file "{ $file }", { $place }, rule { $rule }, run { $run }
explain-by-person = { $value } — decided by { $who }, run { $run }
explain-because-person = decided by a person
explain-because-authority = taken by right of its source: rule { $number } of [[authority]] in the settings
explain-because-standing = taken because it is a full record, not a mention
explain-because-valid = taken because its check digits hold
explain-because-newer = taken because its file is newer
explain-because-spelling = taken because the name is spelt well: no remark about the card, no letters of another alphabet, not in lower case
explain-because-stays = taken from the card to which a person joined the other
explain-repaired = shown with letters repaired: the source’s record has letters of another alphabet
explain-because-source = the sources are equals, the first by name is taken; whose word counts is set in [[authority]] of the settings
explain-because-united = put together from all sources
explain-not-counted = not taken: { $said }
explain-conflict-tax-id = attention: sources give different tax numbers, each of them valid. If these are two companies, part the records of one: sverka review split
explain-conflict-legal-name = attention: sources give different official names. See whether this is one company
explain-value-true = yes
explain-value-false = no
explain-value-kind-company = company
explain-value-kind-sole-trader = sole trader
explain-value-kind-person = private person
explain-value-direction-in = money came to us
explain-value-direction-out = money left us
explain-value-direction-internal = transfer between our accounts
explain-value-direction-unknown = unknown
explain-value-method-bank = by bank
explain-value-method-cash = in cash
explain-value-method-card = by card
explain-value-method-offset = set-off
explain-value-roles-buyer = buyer
explain-value-roles-supplier = supplier
explain-value-roles-partner = partner
explain-twins = The same document in other sources (one number, amount and client, near dates):
explain-twin = { $document } No. { $title } — { $source }, file "{ $file }", { $place }
explain-twin-counts = { $document } No. { $title } — { $source }, file "{ $file }", { $place }; this one counts
explain-allocations = Allocations:
explain-refunds = Given back:
explain-waits = Why the money waits:
explain-allocation = { $payment } → { $document } { $title }: { $amount } { $currency }, { $who }
explain-covered = Does not count by itself:
explain-questions = Waits for a decision:
explain-question-client_match = { $id }: are these one client? { $label }
explain-question-payment_match = { $id }: what does this payment pay? { $label }
explain-question-conflict = { $id }: which of these is right? { $label }
explain-question-mapping = { $id }: is the file to be read like this? { $label }
explain-candidate = perhaps { $id } { $label }
decided-by-auto = matched by the program
decided-by-person = decided by a person
decided-by-source = stated by the source
error-mappings = the mapping files have errors
error-no-field = there is no field { $subject }
error-no-entity = there is no such entity: { $subject }
status-drift-asked = The source sends something other than before and waits for a decision. To accept: sverka mapping accept-drift { $source }
status-drift = The export changed: { $file }
drift-accepted = Accepted: { $mappings }. The next run takes the files of the source "{ $source }" that were held.
drift-nothing-asked = Nothing of the source "{ $source }" waits.
error-no-source = no source { $subject }
explain-memberships = What the program decided by itself:
explain-decisions = What people decided:
runs-decision = a person decided: { $what }
status-control = Books: { $agree ->
    [one] { $agree } balance agrees
   *[other] { $agree } balances agree
}, { $differ ->
    [0] none differs
    [one] { $differ } differs
   *[other] { $differ } differ
}
status-control-apart = {" "}by { $amounts }, the oldest since run { $run } ({ $day })
status-control-not-comparable = ; nothing to compare with: { $count }
explain-controls = Against the balances that sources state:
explain-control-agrees = at { $day } it agrees: { $stated } { $currency } ({ $source }, "{ $file }")
explain-control-differs = at { $day } it differs by { $difference } { $currency }: the source says { $stated }, the store { $held } ({ $source }, "{ $file }"), since run { $run }
explain-control-not-comparable = at { $day } there is nothing to compare with: the source says { $stated } { $currency } ({ $source }, "{ $file }")
explain-question-brake = { $id }: make the mass change? { $label }
explain-question-control = { $id }: why do the balances differ? { $label }

run-plan = To apply exactly this: sverka sync --apply { $plan }
plan-new-files = files that were not there: { $names }
plan-gone-files = files that are gone: { $count }
plan-otherwise = the files are the same but would change something else: the store, the settings or the mappings have changed since
plan-now = the plan is now { $plan }
error-plan-changed = the plan is not the same any more, nothing was applied: { $subject }
error-plan-unreadable = "{ $subject }" is no plan: sverka sync --dry-run prints one
error-store-older = an older program wrote the store (schema { $subject }); this verb only reads and does not upgrade it. Any that writes does: sverka sync; the store as it was stays in store/backups
