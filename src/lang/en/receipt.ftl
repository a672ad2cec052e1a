# The accountant's receipts: src/output/receipt.rs.
receipt-taken = The file "{ $file }" was taken.
receipt-taken-partly = The file "{ $file }" was taken, but not all of it: { $count ->
        [one] { $count } record was refused
       *[other] { $count } records were refused
    }.
receipt-taken-nothing = The file "{ $file }" was read, but nothing of it was taken: { $count ->
        [one] { $count } record was refused
       *[other] { $count } records were refused
    }.
receipt-known = The file "{ $file }" was already taken on { $date }. Nothing changed.
receipt-known-undated = The file "{ $file }" was already taken before. Nothing changed.
receipt-known-partly = { $count ->
        [one] { $count } record of it is not taken
       *[other] { $count } records of it are not taken
    }.
receipt-refused = The file "{ $file }" was not taken.
receipt-skipped = The file "{ $file }" was recognised, but there is nothing to take from it.
receipt-taken-back = The taking of the file "{ $file }" was taken back.
receipt-taken-back-suffix = taken-back
receipt-held = The file "{ $file }" is not taken yet: it waits in the folder.

receipt-what = What it is:
receipt-when = When:
receipt-when-undone = taken { $taken }, taken back { $undone }
receipt-source = Source:
receipt-original = The original:
receipt-why = Why:

receipt-rows-title = Records
receipt-money-title = Amounts
receipt-all-kinds = All
receipt-balance = read { $read } = applied { $applied } + unchanged { $unchanged } + waiting { $queued } + refused { $refused }
receipt-passed-over = Besides, { $count ->
        [one] { $count } row
       *[other] { $count } rows
    } of headings, totals and other things that are no records were passed over.
receipt-only-unread = The file has no records that the program keeps: it was accepted, there is nothing to do.
receipt-nothing-changed = Everything in the file is already there: nothing changed.

receipt-queued = { $count ->
        [one] { $count } record waits
       *[other] { $count } records wait
    } for a decision of the person in charge, since the program does not guess.
receipt-refused-title = What was refused
receipt-warnings-title = Worth a look
receipt-drift-title = What changed in the export itself
receipt-drift-mapping = For the admin: a file mappings/{ $file } that reads the new column as the old one:
receipt-next-decide = As soon as the admin has decided, the file will be taken by itself. You may also mend the export and drop the file again.
receipt-next-brake = If the admin agrees, the file will be taken by itself; if not, it goes to quarantine with an answer. If the export is wrong, take the file away or put a mended one in its place.
receipt-next-behind = As soon as that file is decided about or taken away, this one will be taken by itself.
receipt-times = { $count ->
        [one] once
       *[other] { $count } times
    }
receipt-more = … and { $count } more
receipt-same = The same: { $places }
receipt-to-do = What to do: { $advice }

receipt-undone-by = { $why } (by whom: { $who })
receipt-undone-reason = The reason: { $reason }
receipt-undone-rows-title = What had been taken: how many records
receipt-undone-money-title = What had been taken: how much money
receipt-undone-left-title = What counts now
receipt-undone-left-nothing = Nothing of this file: as if it had never been.
receipt-undone-left = Of this file only what other files say too; it is theirs from now on:
receipt-undone-dropped-again = On { $date } the same file was dropped again. It was counted already then and not read anew, so that this is taken back too. If its data are needed, drop it once more.

receipt-next-title = What next
receipt-next-remarks = The file is taken in spite of the remarks above. What to do about them is said below each.
receipt-no-rows = The file is in order, but it holds no records. If it should, check the selection by dates and company and export it again.
receipt-next-nothing = Nothing to do.
receipt-next-mend = Mend what is listed and drop the file into the same folder again. What was taken will not be added twice.
receipt-next-mend-file = The refused records lie beside in the file "{ $file }", each with its reason. Mend them right there, save and close it: only these will be taken. Or mend them in your own program and drop the export again: what was taken is never counted twice.
receipt-no-mending-format = The refused records can't be handed back as a file: this format can't be divided.
receipt-no-mending-cut = The refused records can't be handed back as a file: they could not be cut out of the export, though it could be read.
receipt-no-mending-drawing = The refused records can't be handed back as a file: they could not be saved as a table.
receipt-no-mending-unrecognised = The refused records can't be handed back as a file: without the rest of the export nothing tells what file they are.
receipt-no-mending-other-mapping = The refused records can't be handed back as a file: without the rest of the export they would be taken for an export of another sort.
receipt-no-mending-read-otherwise = The refused records can't be handed back as a file: what is wrong is not in them alone, without the rest of the export they are read otherwise.
receipt-no-mending-too-many = There are too many refused records to mend them one by one: the export itself is probably wrong.
receipt-no-mending-too-large = The refused records can't be handed back as a file: the export is too large.
receipt-no-mending-package = The refused records can't be handed back as a file: they are in several files of the package.
receipt-mends = These are mended records of the file "{ $file }": { $before } were refused, { $read } are read now, { $left } are still refused.
receipt-mends-added = Besides the mended ones the file has other records: { $count }. They were treated as any: new ones are taken, known ones stay as they were, refused ones are listed below.
receipt-unmended = Do not forget: of an earlier file of the same name ({ $date }) records are left to mend: { $count }. They lie beside it in the file “{ $file }”, which the new file does not replace. If you have mended them in your program and exported them, that file can be deleted.
receipt-mends-left-out = Refused records that are not in this file: { $count }. They are still not taken. If they are needed, drop the whole export, mended; if not, nothing more is to be done, and the receipt "{ $receipt }" can be deleted.
receipt-next-drop-again = Drop the new file into the same folder.
receipt-next-wait = It is taken by itself as soon as it is whole.

# Why a file was not taken: model::run::Reason.
reason-unknown-format = the format of the file was not recognised
reason-unknown-format-advice = See whether it is the right file. Exports of accounting programs, bank statements and Excel tables will do. If it is, show it to the administrator.
reason-no-mapping = the file can be read, but the program does not know what its data means
reason-no-mapping-advice = If it is a table, see that its title ("Register of invoices", "Statement", "Turnover sheet") and its column headings are there; mend it and drop it into the same folder. If the file is right, show this receipt to the administrator: the program does not know such files yet, but can be taught.
reason-missing-columns = the file looks like those that { $mapping } reads, but lacks columns: { $columns }
reason-missing-columns-advice = Check the column headings. If a column was renamed, show this to the administrator: the new name is added to the description.
reason-missing-elements = the file looks like those that { $mapping } reads, but lacks: { $elements }
reason-missing-elements-advice = See that it is the right export and that nothing changed the file on its way. If the program that writes it was updated and calls this by another name, show this to the administrator: the new name is added to the description.
reason-several-mappings = several descriptions of formats fit: { $names }
reason-several-mappings-advice = Show this to the administrator: the source's settings must name one description (mapping).
reason-several-sheets = the book has sheets of different sorts: { $names }
reason-several-sheets-advice = There are too many sheets to tell each. Save the sheets with data as books of their own and drop them all into the same folder.
reason-in-part = the file "{ $part }" in the package: { $why }
reason-truncated = the file is cut off: its end is missing
reason-truncated-advice = The export was probably interrupted, or the file not copied to its end. Export it again.
reason-malformed = the file is damaged: { $detail }
reason-malformed-advice = Export the file again and don't edit it by hand. If it happens once more, show it to the administrator.
reason-encoding = the letters of the file can't be read: it is not { $encoding } (byte { $offset })
reason-encoding-advice = Export the file again; if the program asks for an encoding, choose UTF-8 or Windows-1251.
reason-empty-file = the file is empty
reason-empty-file-advice = Export it again and check the dates and the company that you selected.
reason-too-large = the file is larger than the limit of { $limit }
reason-too-large-advice = Export the data in parts, for example by month.
reason-zip-entries = the package holds too many files: the limit is { $limit }
reason-zip-entries-advice = Drop the files themselves, or split the package.
reason-zip-size = the package is too large unpacked: the limit is { $limit }
reason-zip-size-advice = Drop the files themselves, or split the package.
reason-zip-ratio = the package unpacks suspiciously far: the limit is { $limit } times
reason-zip-ratio-advice = Dangerous packages look like this. If it is genuine, drop the file itself.
reason-zip-name = the package holds a file of a forbidden name: "{ $name }"
reason-zip-name-advice = Make the package anew without folders, or drop the files themselves.
reason-zip-nested = there is another package inside the package: "{ $name }"
reason-zip-nested-advice = Unpack the inner package and drop its files.
reason-zip-broken = the package can't be opened: { $detail }
reason-zip-broken-advice = Make the package anew, or drop the files themselves.
reason-document-type = the file holds a document type declaration (DOCTYPE); such files are not taken
reason-document-type-advice = Accounting programs export no such files. Find out where it is from and show it to the administrator.
reason-encrypted = the file is protected with a password
reason-encrypted-advice = Save it without a password and drop it again.
reason-catalog-only = the file holds only goods, prices or stock: no clients, documents or payments
reason-catalog-only-advice = If you mean documents, choose the export of orders and documents.
reason-service-only = the file holds only the exchange's own messages
reason-service-only-advice = Nothing to do.
reason-no-rows = the file is right, but there are no records in it
reason-no-rows-advice = Check the dates and the company that you selected. If there really is nothing new, nothing is to do.
reason-trailing-content = something stands after the end of the file
reason-trailing-content-advice = Two files seem to be glued into one. Export the file again.
reason-limit = the file is more complicated than allowed: { $name }, the limit is { $limit }
reason-limit-advice = Show the file to the administrator.
reason-growing = the file is still being written
reason-growing-advice = Nothing to do.
reason-not-planned = the file came or changed after the plan
reason-not-planned-advice = Nothing to do: the next run takes it.
reason-not-mended = the file to mend was dropped, but nothing is mended in it
reason-not-mended-advice = Mend the marked records in it, save it and drop it again.
reason-unreadable = the file can't be read: { $detail }
reason-unreadable-advice = Close it if another program has it open. If that does not help, show this to the administrator.
reason-exchange-name = a side of the exchange is called "{ $name }" in the message: no answer file can be called so
reason-exchange-name-advice = Check the node code (prefix) in the synchronization settings of 1C: letters, digits, hyphen and underscore are allowed.
reason-exchange-recipient = the message is not for us: it is addressed to "{ $recipient }", and this folder takes messages for "{ $node }"
reason-exchange-recipient-advice = Put the file where it is addressed to. If the address is right, the administrator must correct exchange.node in the source's settings.
reason-exchange-sender = the message was sent by "{ $sender }", and this folder exchanges with "{ $peer }"
reason-exchange-sender-advice = Every base needs a folder of its own (a source in settings). If it is the same base under a new code, the administrator must correct exchange.peer.
reason-exchange-own = this is an answer that we sent to the other side ourselves: there is nothing to take
reason-exchange-own-advice = Nothing to do.
reason-several-messages = the package holds several numbered messages
reason-several-messages-advice = Unpack it and drop the messages one by one, in order of their numbers.
reason-message-replaced = message no. { $number } was accepted before with another content; this one was made at { $created }
reason-message-replaced-advice = Find out why the number was used twice. If the base was restored from a backup or the exchange was set up anew, the administrator writes exchange.restarted = the time this message was made into the source's settings, and the file is dropped again. Until then 1C gets no confirmation and repeats the changes in its next message.
reason-message-went-back = message numbers went back: the one made at { $created } is no. { $number }, and the last accepted is no. { $last }
reason-message-went-back-advice = That happens when the base was restored from a backup. If so, the administrator writes exchange.restarted = the time this message was made into the source's settings, and the file is dropped again.
reason-message-confirms-unsent = the other side confirms our message no. { $received }, and we have sent only { $sent }; the message was made at { $created }
reason-message-confirms-unsent-advice = sverka's store was probably restored from a backup, or another program answers the same base. If the message is right, the administrator writes exchange.restarted = the time it was made into the source's settings, and the file is dropped again.
reason-drift-asked = the export is not what it used to be, and the admin wants to be asked then
reason-drift-asked-advice = Check whether something in the export was changed by accident, and tell the admin.
reason-drift-stopped = the export is not what it used to be, and the settings do not allow such files
reason-drift-stopped-advice = Give the export its old form back, or show this message to the admin.
reason-braked = the file changes more than is allowed without asking
reason-braked-advice = Nothing has changed in the store yet. Check whether the export is right, and tell the admin.
reason-behind-brake = the file "{ $name }" of the same folder waits for a decision before it: files are taken in order
reason-behind-brake-advice = There is nothing to do about the file itself.
reason-brake-refused = the admin decided not to take this file
reason-brake-refused-advice = Ask him why. A mended export is a new file and can be dropped here.
reason-undone = run { $run }, in which the file was taken, was taken back as a whole
reason-undone-advice = If the file was right, drop it here again: it lies where it says above, and is taken anew. If there was a mistake in it, drop the mended one. If you do not know why it was taken back, ask whoever did it.
reason-mends-undone = these records belong to nothing: the taking of the file "{ $name }" they were cut from was taken back
reason-mends-undone-advice = Drop the whole file that these records were cut from, mended: they cannot be taken by themselves.
reason-mends-unknown = the records have reasons of refusal beside them, but nothing tells what file they were refused of
reason-mends-unknown-advice = Drop the records into the folder and under the name in which their file was handed out to be mended, or drop the whole export, mended.
reason-mends-several = these mended records fit several files equally well: { $names }
reason-mends-several-advice = Drop the whole file that these records were cut from, mended: what was taken is not added a second time. Or mend the records anew and leave numbers, sums and reasons of refusal as they are: they tell what file the records are of.
reason-other = { $key }
reason-other-advice = Show this to the administrator.

# A file of refused records: src/output/mending.rs.
mending-suffix = to-mend
mending-mark = Refused records: mend them and drop the file into the same folder, only these will be taken
mending-caption = Reason of refusal
mending-key = RefusalReason
