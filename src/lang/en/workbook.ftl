# Managers' workbooks: src/workbook
book-sheet-summary = Summary
book-sheet-clients = Clients
book-sheet-documents = Invoices
book-sheet-payments = Payments
book-title = { $sheet } — { $owner }
book-everyone = all managers
book-no-manager = No manager
book-as-of = Figures as of { $date }.
book-left-out-clients = { $count ->
    [one] Shown are clients with debt and recent documents; { $number } more row is left out. Ask the administrator for the whole list.
   *[other] Shown are clients with debt and recent documents; { $number } more rows are left out. Ask the administrator for the whole list.
}
book-left-out-documents = { $count ->
    [one] Shown are open and recent documents; { $number } more row is left out. Ask the administrator for the whole list.
   *[other] Shown are open and recent documents; { $number } more rows are left out. Ask the administrator for the whole list.
}
book-left-out-payments = { $count ->
    [one] Shown are unallocated and recent payments; { $number } more row is left out. Ask the administrator for the whole list.
   *[other] Shown are unallocated and recent payments; { $number } more rows are left out. Ask the administrator for the whole list.
}
book-visible-total = Total of visible rows, { $currency }
book-band-accounting-short = Accounting
book-band-manager-short = Yours
book-band-accounting = From accounting — kept up to date for you
book-band-manager = Your columns — edit freely
book-note-manager = This column is yours: save the book, and the next run takes what you wrote.
book-page = Page { $page } of { $pages }

book-column-id = Id
book-column-client = Client
book-column-manager = Manager
book-column-tax-id = Tax number
book-column-kpp = KPP
book-column-invoiced = Invoiced
book-column-reduced = Returns and corrections
book-column-paid = Paid
book-column-debt = Debt
book-column-overdue = Overdue
book-column-advance = Advance
book-column-currency = Currency
book-column-other-currencies = Other currencies
book-column-last-document = Last invoice
book-column-last-payment = Last payment
book-column-phone = Phone
book-column-segment = Segment
book-column-stage = Stage
book-column-next-contact = Next contact
book-column-comment = Comment
book-column-kind = Document
book-column-number = Number
book-column-date = Date
book-column-organization = Organization
book-column-total = Total
book-column-balance = Balance
book-column-due-date = Due date
book-column-overdue-days = Days overdue
book-column-status = Status
book-column-planned-payment = Planned payment
book-column-direction = Direction
book-column-amount = Amount
book-column-allocated = Allocated
book-column-unallocated = Unallocated
book-column-returned = Returned
book-column-payer = Payer by the bank
book-column-why = Why allocated so
book-column-documents = Documents
book-column-purpose = Purpose
book-column-method = Method
book-column-legal-name = Legal name
book-column-email = Email
book-column-region = Region

book-other-currency = { $currency }: debt { $open }
book-other-currency-overdue = { $currency }: debt { $open }, overdue { $overdue }
book-other-currency-advance = { $currency }: debt { $open }, advance { $advance }
book-other-currency-both = { $currency }: debt { $open }, overdue { $overdue }, advance { $advance }

book-kind-invoice = Invoice
book-kind-order = Order
book-kind-shipment = Shipment
book-kind-return = Return
book-status-deleted = Deleted
book-status-canceled = Canceled
book-status-draft = Draft
book-status-paid = Paid
book-status-partly-paid = Partly paid
book-status-open = Not paid
book-direction-in = in
book-direction-out = out
book-direction-internal = internal
book-method-bank = bank
book-method-cash = cash
book-method-card = card
book-method-offset = set-off

book-section-main = Main figures
book-section-aging = Debt by age
book-section-debtors = Largest debtors
book-section-managers = By manager
book-section-foreign = Other currencies
book-section-legend = How to read this book
book-head-figure = Figure
book-head-count = Count
book-head-sum = Sum, { $currency }
book-head-term = Term
book-head-documents = Documents
book-head-clients = Clients
book-head-debt = Debt, { $currency }
book-head-overdue = Overdue, { $currency }
book-head-paid-month = Received, { $month }
book-figure-clients = Clients
book-figure-open = Open documents
book-figure-overdue = Overdue among them
book-figure-paid-this = Received in { $month }
book-figure-paid-last = Received in { $month }
book-figure-out-this = Given back and paid out in { $month }
book-figure-unallocated = Not allocated to documents
book-aging-no-due = No due date
book-aging-not-due = Not due yet
book-aging-1-30 = 1–30 days
book-aging-31-60 = 31–60 days
book-aging-61-90 = 61–90 days
book-aging-over-90 = Over 90 days
book-total = Total
book-nobody-owes = Nobody owes anything
book-chart-aging = Debt by age, { $currency }
book-chart-managers = Debt by manager, { $currency }
book-chart-debt = Debt
book-chart-overdue = Overdue part
book-legend-red = A red row on the sheet “{ $sheet }” is overdue; the darker, the longer: 30, 60, 90 days.
book-legend-yellow = A yellow due date is within 7 days; a green status is paid; a gray row is no money.
book-legend-filter = The sums above a table count visible rows only: filter, and they follow.
book-legend-manager = Green columns are yours: edit them, save the book, the program takes your edits by itself.
book-month-1 = January
book-month-2 = February
book-month-3 = March
book-month-4 = April
book-month-5 = May
book-month-6 = June
book-month-7 = July
book-month-8 = August
book-month-9 = September
book-month-10 = October
book-month-11 = November
book-month-12 = December
book-sheet-controls = Books compared
book-column-subject = Client or account
book-column-period-end = As of
book-column-stated = Balance by the source
book-column-held = Balance by the store
book-column-difference = Difference
book-column-verdict = Verdict
book-column-since = Since run
book-column-explanation = What explains it
book-column-file = File of the source
book-control-agrees = agrees
book-control-differs = differs
book-control-not-comparable = nothing to compare with
book-since = run { $run } ({ $day })
book-left-out-controls = { $count ->
    [one] Differences come first; { $number } more row is left out. Ask the administrator for the whole list.
   *[other] Differences come first; { $number } more rows are left out. Ask the administrator for the whole list.
}
