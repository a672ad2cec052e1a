# Why something was decided, or is asked: src/reconcile
decision-unknown-direction = ані рахунок платника, ані рахунок отримувача не названо нашим: напрямок платежу невідомий
decision-equal-tax-id = збігається податковий номер { $tax_id }
decision-several-with-tax-id = з цим податковим номером є кілька клієнтів, і ніщо не вказує, котрий із них
decision-equal-name-no-tax-id = збігається назва, але податкового номера немає
decision-branch-kpp = КПП різні: { $given } і { $known }, можливо, філії
decision-names-differ = назви різні: «{ $given }» і «{ $known }»
decision-identity-flip = під одним кодом { $id } був податковий номер { $held }, а тепер { $given }
decision-source-link = зв'язок указано в самій обліковій системі
decision-document-names-payment = документ { $number } сам називає цей платіж: номер і дата збіглися
decision-cited = у призначенні названо документ № { $number }
decision-cited-dated = у призначенні названо документ № { $number } від { $date }
decision-amount-equals-open = сума дорівнює залишку
decision-amount-does-not-fit = дату не названо, а сума не дорівнює залишку
decision-cites-nothing-known = у призначенні не названо жодного відомого документа цього клієнта
