# Quarantine
quarantine-empty = Nothing is in quarantine.
quarantine-about = { $source }, { $when }: { $reason }
quarantine-no-source = source unknown
quarantine-no-reason = reason unknown
quarantine-advice = Take it again once what was wrong is mended: sverka quarantine replay FILE. Give it up: sverka quarantine discard FILE --reason WHY
quarantine-would-replay = { $file } would go back to the source { $source }
quarantine-none-to-replay = Nothing in quarantine can be taken again.
quarantine-would-discard = { $file } would leave the quarantine
quarantine-discarded = { $file } left the quarantine; its bytes stay in the archive
error-not-in-quarantine = there is no file { $subject } in quarantine; the list: sverka quarantine list
error-several-in-quarantine = several files { $subject } are in quarantine; give the whole path as listed: sverka quarantine list
error-source-unknown = nothing says which source { $subject } is of; give --source SOURCE
error-from-workbook = { $subject } holds rows from a workbook and has no folder to go back to: mend them in the book and save it, they are read again; or give the file up: sverka quarantine discard
error-no-reason = give a reason: --reason WHY ({ $subject })
