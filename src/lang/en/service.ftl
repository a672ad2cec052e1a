# The service: src/cli/status.rs, src/cli/summary.rs, src/cli/service.rs, src/serve.
run-late-source = The source "{ $source }" has not delivered in time
status-late = no delivery came by { $since } (deadlines missed: { $missed })
status-next-due = the next one is expected by { $when }
status-next-look = the folder is looked into by schedule, next at { $when }
status-silent = Folders that do not tell of new files; they are looked into by interval (rescan_seconds):
