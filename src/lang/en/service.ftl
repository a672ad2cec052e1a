# The service: src/cli/status.rs, src/cli/summary.rs, src/cli/service.rs, src/serve.
run-late-source = The source "{ $source }" has not delivered in time
status-late = no delivery came by { $since } (deadlines missed: { $missed })
status-next-due = the next one is expected by { $when }
status-next-look = the folder is looked into by schedule, next at { $when }
status-silent = Folders that do not tell of new files; they are looked into by interval (rescan_seconds):
alarm-late = source "{ $subject }": no delivery came by { $since } (deadlines missed: { $missed }); find out whether the program exports
alarm-missing = source "{ $subject }": its folder can't be reached; make it, or connect the share
alarm-failed = { $count } runs failed one after another; the log says why, examine the workspace: sverka doctor
alarm-file = source "{ $subject }": a file has waited in the folder for { $minutes } min; sverka status says what about it
alarm-book = workbook { $subject } has not been updated for { $hours } h: it is open in Excel or can't be written
alarm-disk = { $free } MB are left on the disk of the store, at least { $needed } MB are needed; free space on the disk that holds the store
alarm-backup = there is no backup, or it is old, days: { $days }; make one: sverka backup FILE, best every day by schedule and on another disk
alarm-raised-news = sverka: { $what }
alarm-reminder-news = sverka, reminder: { $what }
alarm-cleared-news = sverka, fine again: { $what }
error-address = nobody can be answered at { $address }
service-installed = The service is installed: { $file }
    How it is: { $status }
service-removed = The service is removed: { $file }
service-dry-run = This would be written to { $file } and run:
error-service-foreign = the file { $subject } was not written by this command; it was left alone
error-service-not-there = there is no service: { $subject }
error-no-home = the variable { $subject } is not set: nobody knows where the user's services are
error-service-by-hand = the service { $subject } is started by the service manager of Windows: sc.exe start { $subject }; to try it in a console: sverka watch
