# Why a manager's book could not be updated in place, and why a single cell was left as it is.
patch-not-workbook = the file does not look like an Excel workbook (xlsx or xlsm): save it in Excel as “Excel Workbook (.xlsx)”.
patch-encrypted = the file is protected with a password: remove the password to open it (File → Info → Protect Workbook).
patch-signed = the file is digitally signed and any change would void the signature: save a copy without it.
patch-strict = the file was saved as “Strict Open XML Spreadsheet”: save it as an ordinary “Excel Workbook (.xlsx)”.
patch-unknown = the file is built in an unknown way (part { $part }): open it in Excel and save it again.
patch-sheet-absent = the workbook has no sheet “{ $sheet }”: put the sheet or its former name back.
patch-occupied = on sheet “{ $sheet }” row { $row } under the table is in use and there is no room for new rows: move what stands under the table to the right or to another sheet.
patch-totals = on sheet “{ $sheet }” the table shows a total row and there is no room for new rows: switch it off (Table Design → Total Row).
patch-limit = the file is too large or put together in an unusual way: save it again in Excel or remove sheets that are not needed.
patch-left-formula = the cell holds your formula and was left as it is
patch-left-array = an array formula fills the cell and it was left as it is
patch-left-merged = the cell is part of a merged one and was left as it is
patch-left-twice = a cell with this address stands twice in the file and was left as it is: save the workbook again in Excel
