# What is wrong with the data: src/model/issue.rs. Under `…-advice`: what the accountant does about it.
outcome-applied = applied
outcome-unchanged = unchanged
outcome-queued = waiting
outcome-refused = refused

# Какая запись и что с ней: номер или название, чья она.
issue-in-record = record "{ $record }": { $text }
issue-missing-field = the required field "{ $field }" is empty
issue-missing-field-advice = Fill the field in your program and export the file again.
issue-malformed-value = the field "{ $field }" holds "{ $value }" where { $expected } is expected
issue-malformed-value-advice = Correct the value in your program and export the file again.
issue-malformed-value-remark = The record is taken. If the value is yours to keep, correct it in your program; otherwise compare it with the documents.
issue-unknown-value = the field "{ $field }" holds the unknown value "{ $value }"
issue-unknown-value-advice = If the value is right, show this to the administrator: it belongs into the description of the format.
issue-unknown-reference = the field "{ $field }" refers to "{ $value }", which the file does not have (or has only further on)
issue-unknown-reference-advice = Export the file with everything its records refer to; if it has that, show this to the administrator.
issue-bad-check-digits = "{ $value }" in the field "{ $field }" has a wrong digit: its check number does not hold
issue-bad-check-digits-advice = Compare the number with the company's papers and correct its card.
issue-placeholder-value = the field "{ $field }" holds the placeholder "{ $value }", which was left out
issue-placeholder-value-advice = Enter the real value into the card once it is known.
issue-digits-lost = the number "{ $value }" in the field "{ $field }" lost digits: the Excel cell held it as a number
issue-digits-lost-advice = Format the column as text before entering numbers, or export the file straight from the accounting program.
issue-lines-differ = the document's total is { $total } while its lines add up to { $lines }
issue-lines-differ-advice = Open the document and check its lines, discount and VAT.
issue-too-precise = the amount "{ $value }" in the field "{ $field }" has fractions of the smallest coin
issue-too-precise-advice = Round the amount in the document and export the file again.
issue-ambiguous-amount = the field "{ $field }" holds "{ $value }": are these thousands or a fraction?
issue-ambiguous-amount-advice = Write the amount with cents (such as 1,234.00 or 1.23) and drop the file again. If a program writes it so, ask the administrator to state the decimal point in the mapping (`point`).
issue-currency-contradicted = the field "{ $field }" holds "{ $value }", and the currency of the record is { $given }
issue-currency-contradicted-advice = Correct the currency or the amount and drop the file again.
issue-negative-amount = the amount "{ $value }" in the field "{ $field }" is negative, which can't be here
issue-negative-amount-advice = Enter a return or reversal as a document of its own; correct the amount if it is a mistake.
issue-contradicts-earlier = has the number of line { $line } with { $what ->
        [client] another client
        [amount] another amount
       *[both] another client and amount
    }: which of the two is right is unknown
issue-contradicts-earlier-advice = The first of the lines was taken, this one was not. Leave one record of this number and date in the file (or correct the number) and drop it again.
issue-mended-twice = an equal record stands in the export these were cut from, or came back mended already, or that export is gone: nothing tells whether it is the same or another one
issue-mended-twice-advice = The record was not taken, so that it is not counted twice. Correct it in your program and drop the whole export.
issue-mended-late = a newer export has said something else of this record since: the new is not replaced by the old
issue-mended-late-advice = If the mended file is right, correct the record in your program and export it again. If the new one is right, nothing need be done.
issue-perhaps-same-payment = perhaps this is the payment No { $number } of { $day } for { $total } { $currency } from the file "{ $file }" (line { $line }): the same client, day and amount, but no number and tax number prove it. Both are counted
issue-perhaps-same-payment-advice = If these are different payments, nothing need be done. If it is one payment, it is counted twice: show this message to the administrator, and from now on export payments in one form, or give the number of the payment order and the payer's tax number in the register: by these the program knows a payment itself.
issue-deleted-client = came for client "{ $name }" ({ $client }), whom a person deleted: No { $number } of { $day } for { $total } { $currency }. It is kept with that client and not seen in the books
issue-deleted-client-advice = If the client is needed again, bring it back: sverka review restore C-…. If not, nothing need be done.
issue-order-beside-invoice = { $what ->
        [order] the client has an order
       *[invoice] the client has an invoice
    } No { $number } of { $day } for the same amount { $total } { $currency } (file "{ $file }", line { $line }), and neither document refers to the other: both count as debt
issue-order-beside-invoice-advice = If these are different deals, nothing need be done. If it is one deal, make the order the basis of the invoice in your program and export both again: the debt will be counted once.
issue-zero-amount = the field "{ $field }" holds zero ("{ $value }"): there is no payment of nothing
issue-zero-amount-advice = Write the amount of the payment or remove the line, and drop the file again.
issue-unlikely-date = the field "{ $field }" holds "{ $value }": the year looks mistyped
issue-unlikely-date-advice = Check the date of the document; if it is wrong, correct it and drop the file again.
issue-no-key = the record can't be told from others: it has neither a code nor a number with a date
issue-no-key-advice = See that the export holds the record's code (identifier), or the document's number and date.
issue-unknown-direction = nobody knows whether the payment came in or went out: neither the payer's account "{ $payer }" nor the payee's account "{ $payee }" is ours
issue-unknown-direction-advice = If one of the accounts is ours, ask the administrator to add it to the settings, section [[organization]], and then drop the file again: the payment is taken, and the question about it goes. If it can't be added, the person in charge answers the question: sverka review accept NUMBER in, or out.
issue-purchase = this is a purchase: the buyer "{ $buyer }" is ourselves, the seller is "{ $seller }". It makes no client's debt, the document is skipped
issue-purchase-advice = Nothing needs doing. If it is our sale after all, check the tax numbers of both sides in the document.
issue-no-client = the document names no counterparty: it is taken, but it is nobody's
issue-no-client-advice = Enter the counterparty in your program and export the document again: until then it is in nobody's debt and no payment pays it.
issue-client-is-ours = the counterparty "{ $buyer }" has our own tax number: the document is taken, but it is nobody's debt
issue-client-is-ours-advice = If it is a branch of ours, nothing needs doing. If it is a client, correct the tax number in its card and export the document again.
issue-between-own = both sides are ours: seller "{ $seller }", buyer "{ $buyer }". There is no client's debt here, the document is skipped
issue-between-own-advice = Nothing needs doing.
issue-neither-ours = neither the seller "{ $seller }" nor the buyer "{ $buyer }" is our company: nobody knows whose document this is
issue-neither-ours-advice = If the seller is our company, ask the administrator to add it to the settings, section [[organization]], and drop the file again.
issue-unreadable-record = the record is damaged and can't be read: { $detail }
issue-unreadable-record-advice = Export the file again. If it happens once more, show it to the administrator.
issue-missing-end-mark = the file lacks the mark "{ $mark }" at its end, though the last record is whole
issue-missing-end-mark-advice = See whether the last documents are in the file; if not, export it again.
issue-unterminated-line = the last line of the file is cut off: no line break follows it, so it may be incomplete
issue-unterminated-line-advice = Export the file again. If the line is whole, open the file, press Enter at its end and save it.
issue-duplicate-key = the key “{ $key }” stands in the record twice; which value is right is unknown
issue-duplicate-key-advice = Mend the program that writes this file: every key must have one value.
issue-unclosed-section = the section "{ $section }" was not closed before the next one
issue-unclosed-section-advice = Check this document in your program: its data may have run into the next.
issue-encoding-misdeclared = the file calls its encoding { $declared } but is written in { $found }; it was read as { $found }
issue-encoding-misdeclared-advice = Nothing to do if the letters in the records look right.
issue-encoding-assumed = the file does not say its encoding; judging by the letters it is { $found }
issue-encoding-assumed-advice = If the letters of the records look right, nothing needs to be done.
issue-record-count-differs = the header of the file states { $stated } records, the file holds { $found }; all of them were taken
issue-record-count-differs-advice = Check that no record is missing; if one is, export the file again.
issue-value-elsewhere = the values of the field “{ $field }” stand in another file (memo) that was not delivered: the field is not read
issue-value-elsewhere-advice = If the field is needed, export it as a plain text field, or export the table as xlsx.
issue-identity-flip = the code "{ $id }" used to be "{ $held }" and now is "{ $given }"
issue-identity-flip-advice = See whether one company's card was overwritten with another's. The former data stays until a person decides.
issue-control-differs = the file states { $stated } for "{ $name }" ({ $field }) while the rows above give { $found }
issue-control-differs-advice = See whether everything is in the export; if not, export the file again.
issue-balance-off = "{ $subject }", { $period }: the opening balance { $opening } + { $debit } − { $credit } gives { $found }, but the file states { $stated } as the closing balance (difference { $difference })
issue-balance-off-advice = Compare the balances with the program that wrote the file; if they are others there, export it again.
issue-balance-gap = account "{ $subject }": { $day } ended with a balance of { $found }, but { $period } begins with { $stated } (difference { $difference })
issue-balance-gap-advice = Some days seem to be missing from the file: export the whole period.
issue-received-differs = account "{ $subject }", { $period }: the file states { $stated } as received, while the payments in it give { $found } (difference { $difference })
issue-received-differs-advice = Some payments seem to be missing from the file: export this period again.
issue-spent-differs = account "{ $subject }", { $period }: the file states { $stated } as paid out, while the payments in it give { $found } (difference { $difference })
issue-spent-differs-advice = Some payments seem to be missing from the file: export this period again.
issue-received-count-differs = account "{ $subject }", { $period }: the file states { $stated } payments received and holds { $found }
issue-received-count-differs-advice = Some payments seem to be missing from the file: export this period again.
issue-spent-count-differs = account "{ $subject }", { $period }: the file states { $stated } payments made and holds { $found }
issue-spent-count-differs-advice = Some payments seem to be missing from the file: export this period again.
issue-parts-differ = "{ $subject }", { $period }: { $field } in the file is { $stated }, while the rows it is made of give { $found } (difference { $difference })
issue-parts-differ-advice = See whether only a part of the rows was selected for the report; if not, make it again.
issue-unread-kinds = not read: { $kinds }
issue-unread-kinds-advice = Nothing: the program keeps no such records. If they are needed, the administrator can extend the file in mappings.
issue-entry-differs = the parts of the entry add up to { $found } while the entry itself is { $stated }: { $difference } too little or too much
issue-entry-differs-advice = Compare the entry with the bank statement: its parts were taken as the file names them.
issue-unread-parts = files of the package or sheets of the book that were not read: { $names }
issue-unread-parts-advice = Nothing: they have no data that the program keeps.
issue-control-skipped = the totals of the file were not compared with its rows: it has more than { $most } accounts, days and balances
issue-control-skipped-advice = Export the period in parts if the totals matter; the rows themselves were taken as usual.
issue-cell-error = the cell { $cell } holds the Excel error "{ $value }"
issue-cell-error-advice = Correct the formula or enter the value, and save the file again.
issue-exchange-begins = the exchange with "{ $peer }" begins with message no. { $number }; the other side calls us "{ $node }"
issue-exchange-begins-advice = If the number is greater than 1, what another program confirmed before will not come: export everything from 1C once.
issue-message-gap = before message no. { $number }, no. { $missing } never came
issue-message-gap-advice = 1C repeats unconfirmed changes in every further message, so nothing is lost. If somebody else confirmed those files, export everything once.
issue-message-late = message no. { $number } came after later ones; newer data was not replaced
issue-message-late-advice = Nothing to do.
issue-message-repeated = message no. { $number } was accepted before
issue-message-repeated-advice = Nothing to do: the confirmation was sent once more.
issue-exchange-settings = the message of "{ $peer }" has no number: that is how the other side sends the settings of the exchange
issue-exchange-settings-advice = Nothing to do: it was answered.

# How an export differs from earlier ones: src/reconcile/drift.rs. $what: column of a table, element of a file.
issue-shape-vanished = { $what ->
        [column-once] there is no column "{ $name }"; the last file had it
        [column] the column "{ $name }" is gone; it was always there before
       *[element] the field "{ $name }" is gone; it was always there before
    }
issue-shape-vanished-advice = If that was an accident, put it back into the export and drop the file again. If it is meant, tell the admin.
issue-shape-renamed = { $what ->
        [column] the column "{ $name }" is gone, it was always there before; there is a new one, "{ $renamed }": it seems to have been renamed
       *[element] the field "{ $name }" is gone, it was always there before; there is a new one, "{ $renamed }": it seems to have been renamed
    }
issue-shape-renamed-advice = Give it back its name, or show this message to the admin, who can tell the program that it is the same.
issue-shape-retyped = { $what ->
        [column] the column "{ $name }" used to hold { $was }, now { $now }
       *[element] the field "{ $name }" used to hold { $was }, now { $now }
    }
issue-shape-retyped-advice = Check whether columns were swapped, or whether the export writes its cells in another form.
issue-shape-new = { $what ->
        [column-read] there is a new column "{ $name }", which is read
        [column] there is a new column "{ $name }"; it is not read
       *[element] there is a new field "{ $name }"; it is not read
    }
issue-shape-new-advice = Nothing need be done. If managers need what it holds, tell the admin.
issue-shape-too-wide = the file has too many different fields to be compared with earlier ones
issue-shape-too-wide-advice = Check whether it is the right file.
issue-file-discarded = the file { $file } was given up ({ $who }): { $reason }
issue-file-discarded-advice = Its bytes stay in the archive.
value-sort-integer = whole numbers
value-sort-decimal = numbers
value-sort-tax-id = numbers like tax numbers
value-sort-date = dates
value-sort-text = texts

# Where: model::provenance::Position.
size-megabytes = { $count } MB
position-line = line { $line }
position-cell = cell { $cell }
position-column = column { $column }
position-item = item "{ $item }"
position-part = "{ $part }"
position-unknown = place unknown

# What was expected in place of a wrong value.
expected-text = text
expected-string = text in quotes
expected-integer = a whole number
expected-number = a number
expected-decimal = a number
expected-money = an amount
expected-date = a date
expected-date-not-day-number = a date (it looks like the day number by which Excel keeps dates: give the column the format "Date" and save the file again)
expected-datetime = a date and time
expected-date-and-time = a date and time
expected-bool = yes or no
expected-true-or-false = true or false
expected-currency = a currency
expected-table = a section
expected-array = a list in square brackets
expected-array-of-strings = a list of texts: ["…", "…"]
expected-array-of-tables = a repeated section: [[…]]
expected-float = a number with a fraction
expected-boolean = yes or no (true or false)
expected-kpp = a KPP of 9 characters
expected-iban = an IBAN whose check digits and length hold
expected-vat-number = an EU VAT number built as its country's are
expected-phone = a phone number with its code
expected-email = an e-mail address

# Fields of records: model::field::Field.
field-id = code
field-name = name
field-legal_name = legal name
field-party_kind = kind of party
field-roles = roles
field-legal_form = legal form
field-stage = stage
field-next_contact = next contact
field-booking = in the bank’s reports
field-tax_id = tax number
field-kpp = KPP
field-registration_number = registration number
field-contact_points = contact details
field-phones = phones
field-emails = e-mail addresses
field-addresses = addresses
field-bank_accounts = bank accounts
field-kind = kind
field-value = value
field-account = account number
field-bank_code = bank code
field-bank_name = bank
field-manager = manager
field-segment = segment
field-region = region
field-comment = comment
field-attributes = extra values
field-deleted = deletion mark
field-job_title = job title
field-number = number
field-date = date
field-due_date = due date
field-value_date = value date
field-valid_until = valid until
field-organization = own company
field-client = client
field-seller = seller
field-buyer = buyer
field-contract = contract
field-currency = currency
field-total = total
field-rate = exchange rate
field-multiplicity = units the rate is for
field-vat = VAT
field-vat_rate = VAT rate
field-posted = posted
field-canceled = canceled
field-paid_hint = paid
field-based_on = based on
field-paid_by = payments the document names
field-cited_as = what payers cite it by
field-lines = lines
field-increase = increase of the debt
field-tax_only = for the tax books only
field-format_version = format version
field-revision = number of the correction
field-product = product
field-article = article
field-code = code in the program
field-unit = unit
field-quantity = quantity
field-price = price
field-amount = amount
field-direction = direction of the payment
field-method = payment method
field-payer = payer
field-payee = payee
field-purpose = purpose of payment
field-pays = documents it pays
field-not_settlement = no settlement with a counterparty
field-report = report of the bank
field-references = references of the bank
field-entry = references of the entry
field-entry_total = amount of the whole entry
field-reversal = takes back an earlier payment
field-ledger = ledger account
field-period_start = start of the period
field-period_end = end of the period
field-opening = opening balance
field-opening_debit = opening balance, debit
field-opening_credit = opening balance, credit
field-opening_sides = opening balance, debit and credit
field-debit = debit turnover
field-credit = credit turnover
field-closing = closing balance
field-closing_debit = closing balance, debit
field-closing_credit = closing balance, credit
field-closing_sides = closing balance, debit and credit
field-debit_count = number of debit entries
field-credit_count = number of credit entries
field-version = version of the record

# Kinds of records: model::record::RecordKind.
record-kinds-organization = Own companies
record-kinds-client = Clients
record-kinds-contact = Contacts
record-kinds-contract = Contracts
record-kinds-product = Products
record-kinds-invoice = Invoices
record-kinds-order = Orders
record-kinds-shipment = Shipments
record-kinds-return = Returns
record-kinds-payment = Payments
record-kinds-balance = Balances and turnovers

# The brake: src/reconcile/brake.rs. At most three examples (names).
issue-brake-deleted = { $found } of { $total } known records of the file are deleted or canceled (limit { $limit } %), for example: { $names }
issue-brake-deleted-advice = Check whether documents were deleted by mistake and whether the export is of the right base. If all is right, tell the admin: once he agrees, the file is taken.
issue-brake-sums = { $found } of { $total } known documents and payments have another sum (limit { $limit } %), for example: { $names }
issue-brake-sums-advice = Check whether columns were shifted and which currency the sums are in. If all is right, tell the admin: once he agrees, the file is taken.
issue-brake-emptied = { $found } of { $total } known records lose what a field held (limit { $limit } %), most often "{ $field }", for example: { $names }
issue-brake-emptied-advice = Check whether a column is missing from the export. If all is right, tell the admin: once he agrees, the file is taken.
issue-brake-shrunken = the full list has { $found } rows, last time it had { $was } (limit: { $limit } % shorter)
issue-brake-shrunken-advice = Check the period and the filter of the export. If the list is really shorter, tell the admin: once he agrees, the file is taken.
issue-brake-organization = documents of somebody else's company: { $names }; the file has none of ours
issue-brake-organization-advice = Check whether the export is of the right base. If it is a new company of ours, tell the admin: he adds it to the settings or agrees to take the file.
issue-brake-closed = the file adds or changes documents and payments of the closed period, records: { $found } (closed up to { $day }), for example: { $names }
issue-brake-closed-advice = If the late correction is meant, tell the admin: once he agrees, the file is taken. If not, put the documents back in accounting and export again.
issue-brake-changed = this file was agreed to, but the store has changed since, and now it would change something else
issue-brake-changed-advice = It must be agreed to once more.
