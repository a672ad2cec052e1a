# Карантин
quarantine-empty = У карантині нічого немає.
quarantine-about = { $source }, { $when }: { $reason }
quarantine-no-source = джерело невідоме
quarantine-no-reason = причина невідома
quarantine-advice = Взяти ще раз, коли причину усунуто: sverka quarantine replay ФАЙЛ. Відмовитися: sverka quarantine discard ФАЙЛ --reason ПРИЧИНА
quarantine-would-replay = { $file }: повернувся б до джерела { $source }
quarantine-none-to-replay = У карантині немає нічого, що можна прийняти знову.
quarantine-would-discard = { $file }: було б прибрано з карантину
quarantine-discarded = { $file } прибрано з карантину; вміст лишився в архіві
error-not-in-quarantine = у карантині немає файлу { $subject }; перелік: sverka quarantine list
error-several-in-quarantine = у карантині кілька файлів { $subject }; вкажіть шлях повністю, як у переліку: sverka quarantine list
error-source-unknown = невідомо, з якого джерела { $subject }; вкажіть --source ДЖЕРЕЛО
error-from-workbook = у файлі { $subject } рядки з книги менеджера, теки джерела він не має: виправте їх у самій книзі та збережіть її, вони прочитаються знову; або приберіть файл: sverka quarantine discard
error-no-reason = вкажіть причину: --reason ПРИЧИНА ({ $subject })
