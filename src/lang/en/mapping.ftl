# Verdicts of mappings: mappings/*.toml
mapping-skip-catalog = the file holds prices or stock of goods: no clients, invoices or payments, so there is nothing to import.
mapping-refuse-commerceml-1 = CommerceML 1 (1C 7.7) can't be read. Export the data as CommerceML 2 or hand in a register of invoices in Excel.
mapping-skip-buyer-title = this is the buyer's answer (buyer's title): sums and parties stand in the seller's document, so there is nothing to import.
mapping-skip-container-card = this is the list of an e-document package: the documents themselves lie beside it, so there is nothing to import.
mapping-refuse-ubl = this is a UBL invoice (Peppol, XRechnung): the format is known, but it has no mapping yet, so the file was not read. Hand in the same data as a register in Excel, or ask the administrator to describe the format in the mappings folder.
mapping-refuse-cii = this is a CII invoice (ZUGFeRD, Factur-X): the format is known, but it has no mapping yet, so the file was not read. Hand in the same data as a register in Excel, or ask the administrator to describe the format in the mappings folder.
mapping-refuse-saft = this is a SAF-T audit file: the format is known, but it has no mapping yet, so the file was not read. Hand in the same data as a register in Excel, or ask the administrator to describe the format in the mappings folder.
mapping-refuse-comdoc = this is a Ukrainian COMDOC e-document: the format is known, but it has no mapping yet, so the file was not read. Hand in the same data as a register in Excel, or ask the administrator to describe the format in the mappings folder.
mapping-refuse-medoc = this is an M.E.Doc report or invoice (DECLAR): the format is known, but it has no mapping yet, so the file was not read. Hand in the same data as a register in Excel, or ask the administrator to describe the format in the mappings folder.
mapping-refuse-fns-other = this is a Russian e-document other than УПД, tax invoice or УКД (ТОРГ-12 or an act of works, for one): the format is known, but it has no mapping yet, so the file was not read. Hand in the same data as a register in Excel, or ask the administrator to describe the format in the mappings folder.
mapping-refuse-mt940 = this is an MT940 bank statement (SWIFT): the format is known, but it has no mapping yet, so the file was not read. Export the statement from the bank in the format of 1C (kl_to_1c.txt), as camt.053 or as an Excel table.
mapping-refuse-ofx = this is an OFX bank statement: the format is known, but it has no mapping yet, so the file was not read. Export the statement from the bank in the format of 1C (kl_to_1c.txt), as camt.053 or as an Excel table.
mapping-refuse-qif = this is a QIF bank statement: the format is known, but it has no mapping yet, so the file was not read. Export the statement from the bank in the format of 1C (kl_to_1c.txt), as camt.053 or as an Excel table.
mapping-refuse-kd2 = this is a 1C exchange file by conversion rules (КД 2, «ФайлОбмена»): the format is known, but it has no mapping yet, so the file was not read. Export the data by EnterpriseData or CommerceML 2, hand them in as a register in Excel, or ask the administrator to describe the format in the mappings folder.

# The verbs of sverka mapping: src/cli/mapping.
mapping-column-name = Name
mapping-column-format = Format
mapping-column-origin = From
mapping-column-reads = Reads
mapping-origin-builtin = built-in
mapping-origin-own = own
mapping-origin-replaces = own, instead of the built-in
mapping-pinned-by = pinned by sources: { $sources }
mapping-skips = nothing: such files are skipped
mapping-refuses = nothing: such files are refused
mapping-check-fine = { $count ->
        [0] There are no own mappings; the built-in ones are sound.
        [one] No problems: { $count } mapping checked.
       *[other] No problems: { $count } mappings checked.
    }

mapping-yes = yes
mapping-no = no

try-read-by = { $file }: format { $format }, read by the mapping { $mapping } — { $title }
try-not-read = { $file }: format { $format }
try-why-not = The file would not be taken: { $why }.
try-no-mapping-advice = sverka mapping new FILE helps to write a mapping; --mapping NAME reads it with one that is there.
try-missing-columns-advice = If a column was renamed, add the new name to the captions of that column (or captions_add in a file with extends). If this is another sort of file, make a mapping: sverka mapping new FILE
try-missing-elements-advice = If an element was renamed, name it anew in [recognise] and in the paths of the records: in a file with extends, put into the mappings folder. If this is another sort of file, make a mapping: sverka mapping new FILE
try-several-advice = Make the [recognise] of one of them more exact, add beats = ["THE OTHER"] to one, or pin a mapping to the source: mapping = "NAME" in [[source]].
try-recognition = Recognition:
try-fits = fits
try-beaten = fits, but { $other } goes before it
try-does-not-fit = does not fit
try-hidden = The others do not fit: { $count } (shown with -v).
try-record = { $kind }, { $place }: rule { $rule }, key { $id }
try-record-refused = { $kind }, { $place }: REFUSED, rule { $rule }, key { $id }
try-column-kind = Records
try-column-read = Read
try-column-good = Good
try-column-refused = Refused
try-headings = Headings and totals rows: { $count }
try-passed-over = No rule took the records { $path }: { $count }, the first at { $place }
try-issues = Issues: { $count }
try-unread = Read by no rule:
try-outside = Read by nothing outside the records (as the beginning of the file shows):
try-nothing-unread = Everything in the records is read.

recognition-pinned = a mapping without [recognise]: only where a source pins it
recognition-root = the root element is { $wanted }
recognition-has = there must be { $wanted }
recognition-has-any = there must be one of { $wanted }
recognition-lacks = there must not be { $wanted }
recognition-value = { $wanted }
recognition-magic = the first line is { $wanted }
recognition-line = some line begins with { $wanted }
recognition-column = a column { $wanted }
recognition-head = a row with all required columns
recognition-telling = the head, the title or the sheet's name must have one of { $wanted }
recognition-lacks-column = the head must have none of { $wanted }
recognition-lacks-title = the title and the sheet's name must have none of { $wanted }
recognition-found = { $test } (in the file: "{ $found }")

test-no-examples = { $name }: no examples
test-good = { $name }, example "{ $title }": as expected
test-wrong = { $name }, example "{ $title }": DIFFERS
test-total = Examples: { $count }, different: { $wrong }
test-nothing = nothing
test-in-input = in the example: { $place }
test-not-recognised = the mapping does not recognise its own example
test-unreadable = the example can't be read: { $found }
test-missing-record = one more record was expected, { $expected }; there is none
test-extra-record = a record too many: { $found }
test-kind = a record { $expected } was expected, { $found } was read
test-field = { $field }: expected { $expected }, read { $found }
test-refused = refusal: expected { $expected }, came out { $found }
test-issues = issues: expected { $expected }, came out { $found }

explain-passed-over = There is an element or row here ({ $place }), but no rule takes it.
explain-nothing-reads = No field is read from here.
explain-read = read: { $place } = "{ $text }"
explain-outside = outside the record
explain-rule = rule: { $rule }
explain-step-inner = inside the text: "{ $text }"
explain-step-convert = conversion { $name }: "{ $text }"
explain-step-capture = captured by the expression: "{ $text }"
explain-step-table = by the value table: "{ $text }"
explain-step-default = nothing was found, the default was taken
error-bad-position = the place { $subject } can't be understood: give a line (12), a path (/Root/Record[3]) or a cell (Sheet!C7)
error-no-record-there = there is no record at this place: { $subject }
error-no-mapping = there is no such mapping: { $subject }

record-kind-organization = Own company
record-kind-client = Client
record-kind-contact = Contact person
record-kind-contract = Contract
record-kind-product = Product
record-kind-invoice = Invoice
record-kind-order = Order
record-kind-shipment = Shipment
record-kind-return = Return
record-kind-payment = Payment
record-kind-balance = Balance

# sverka mapping new: comments of the proposed mapping.
new-about = Proposed from one file: words and values were guessed. Look through it, correct it, drop the comments.
new-about-marks = "?" marks what is doubtful. Next: sverka mapping check, sverka mapping try FILE.
new-title = { $name }
new-beats = { $names } know the file too; this mapping goes first
new-recognise = What the file is known by: all of it must be there. The more telling, the fewer other files fit.
new-columns = Key = captions of the column as files have them. [record.fields] may use the keys below.
new-unused = not read; for example: { $example }
new-headings = Rows between the records are headings; the nearest one's text is read as "group".
new-other-sheet = there is a table on the sheet "{ $name }" too; it needs a mapping of its own
new-other-element = there may be records in { $name } too: add another [[record]]
new-kind = The records are of the kind { $kind }; this speaks for it: { $reasons }
new-kind-unsure = Are the records of the kind { $kind }? Perhaps { $other }. This speaks for the first: { $reasons }
new-at = such records in the file (as far as looked): { $count }
new-key = what a record is known by again: the first line in which nothing is empty
new-no-key = there is neither a code nor a number: records are known by what they say
new-guess-sure = sure; for example: { $example }
new-guess-likely = likely; for example: { $example }
new-guess-doubtful = doubtful; for example: { $example }
new-guess-by-values = guessed by the values alone; for example: { $example }
new-missing = not found: what is to be read here?
new-roles = all of these are buyers
new-client-heading = the client seems to stand as a heading above the documents
new-currency-caption = the column's caption names the currency
new-currency-base = The file names no currency: the base currency of the settings is taken.
new-posted = nothing says whether it is posted: all count as posted
new-direction-by-accounts = the direction follows from our own accounts in the settings ([[organization]])
new-direction-in = all payments count as received
new-index = Other records name a client by its code; here is what to remember of it to the end of the file.
new-index-ahead = the clients come later in the file: it is read twice
new-client-code = the client is named by its code; name and tax number come from [index.client]
new-direction-by-marks = in or out by these marks; check the table [tables.direction]
new-scale = the sum seems to be in hundredths: the last two digits stand behind the point
new-unread = Not read (path = example):
new-summary = Records read: { $read }, refused: { $refused }, doubtful points ("# ?"): { $doubts }.
new-next = The mapping: { $out }. Correct it, then: sverka mapping try { $file } --mapping { $out }; put the finished one into mappings/.
new-next-print = To keep it: sverka mapping new { $file } -o mappings/NAME.toml
error-new-nothing = no records can be made out in the file: { $subject }
error-new-faulty = the proposed mapping { $subject } does not compile: a fault of the program
new-known = The file is known to { $names } already: see sverka mapping try { $file }. If a field or column is missing, better add to what is there: extends = "…" (docs/mappings.md).
error-new-exists = the file { $subject } is already there and was left alone; name another
new-recognise-table = What the file is known by: all required columns, and at least one of these.
