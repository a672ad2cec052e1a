# What is wrong with a settings or mapping file: src/model/problem.rs.
problem-syntax = the file is not written as TOML: { $detail }
problem-syntax-remedy = check quotes, brackets and "=" in this line and the one above
problem-unknown-key = there is no setting "{ $key }"
problem-unknown-key-remedy = known here: { $known }
problem-missing-key = the required setting "{ $key }" is missing (section "{ $table }")
problem-missing-key-top = the required setting "{ $key }" is missing
problem-missing-key-remedy = add it
problem-wrong-type = "{ $key }": found { $found }, expected { $expected }
problem-wrong-type-remedy = write the value as expected
problem-bad-value = "{ $key }": the value "{ $value }" will not do
problem-bad-value-remedy = give another; allowed: { $expected }
problem-duplicate = "{ $key }": "{ $value }" stands here a second time
problem-duplicate-remedy = keep one or give another name; capital and small letters are the same
problem-unknown-reference = "{ $key }": nothing has the name "{ $value }"
problem-unknown-reference-remedy = correct the name, or describe it in its own section
problem-missing-path = there is no folder or file "{ $path }"
problem-missing-path-remedy = create it, correct the path, or see whether the network is there
problem-never-due = the schedule "{ $value }" of "{ $key }" names no moment on the days it is meant for
problem-never-due-remedy = change the expression or on; as it is, the folder is looked into by sverka sync only
problem-bad-expression = the expression "{ $value }" can't be understood: { $detail }
problem-bad-expression-remedy = compare it with the description of the language and correct it
problem-circle = "{ $key }": files refer to each other in a circle: { $value }
problem-circle-remedy = take one of these references out
problem-remedy = what to do
problem-did-you-mean = did you mean "{ $suggestion }"?
problem-extension = so it is together with { $extension }, which extends this file
problem-count = { $count ->
        [one] { $count } problem
       *[other] { $count } problems
    } in { $file }

expected-time-zone = the name of a time zone such as Europe/Moscow, or local
expected-currency-code = a currency code of three Latin letters such as RUB
expected-book-name = a file name such as "Name.xlsx", without a folder and without < > : " / \ | ? *
expected-source-name = letters, digits, "_" and "-", no blanks, at most 60 characters
expected-not-empty = a name that is not empty
expected-date-time = a date and time such as 2026-10-20T10:00:00
expected-day = a day such as 2026-01-31
expected-tax-id = a tax number of 8, 9, 10 or 12 digits whose check digits hold
expected-account = an account number: 5 to 34 Latin letters and digits
expected-folder-apart = a folder apart: neither inside "{ $other }" nor around it
expected-field-of-numbers = only a field that holds a number
expected-field-of-dates = only a field that holds a date
expected-field-of-several-texts = only a field that holds several texts
expected-layout = words for day, month and year, such as dd.mm.yyyy, yymmdd, d month yyyy, or excel

expression-empty = is empty
expression-expected = expected { $wanted } at character { $at }
expression-plain-path = only a path of plain names can stand here: /Root/Child/@attribute
expression-open-brace = a { "{" } is not closed
expression-regex = it is no regular expression: { $detail }

wanted-or-the-end = | or the end
wanted-a-name = a name
wanted-or = , or )
wanted-and-the-name-of-a-value = / and the name of a value
wanted-an-attribute-s-name = an attribute's name
wanted-a-quoted-text = a quoted text
wanted-a-closing-quote = a closing quote
expected-amount = an amount in quotes, not below zero: "1.00"
expected-ledger-account = a ledger account: 62
expected-hours = working hours such as 09:00-18:00
expected-clock = a time such as 10:00
expected-days = days such as 2027-02-23 or 2027-01-01..2027-01-10
expected-two-times = both a time such as 23:00 (not the same), or both a date with a time such as 2026-12-31T18:00:00, the second later than the first; days goes with times only
expected-cron = a cron expression of five fields, minute, hour, day, month, weekday: */15 8-19 * * *; its time must come some day
expected-address = a port, or an address with a port, such as 9464 or 127.0.0.1:9464
expected-web-address = an address that begins with https:// or http://
expected-caption = words without blanks around, no longer than 60 letters, without [ ] # ' and without a full stop in a column's name
expected-own-column = only of an own column: one that books do not have yet
expected-column-of-words = a column of words: an own one of type text, note or code, and of the usual ones clients.segment, clients.stage, clients.region
expected-sort = a column such as clients.debt, and for the other way round clients.debt desc
