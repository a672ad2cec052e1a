# Why something was decided, or is asked: src/reconcile
decision-unknown-direction = ни счёт плательщика, ни счёт получателя не назван нашим: направление платежа неизвестно
decision-equal-tax-id = совпадает ИНН { $tax_id }
decision-several-with-tax-id = с этим ИНН есть несколько клиентов, и ничто не указывает, который из них
decision-equal-name-no-tax-id = совпадает название, но ИНН не указан
decision-branch-kpp = КПП разные: { $given } и { $known }, возможно, филиалы
decision-names-differ = названия разные: «{ $given }» и «{ $known }»
decision-identity-flip = под одним кодом { $id } был ИНН { $held }, а теперь { $given }
decision-source-link = связь указана в самой учётной системе
decision-document-names-payment = документ { $number } сам называет этот платёж: номер и дата совпали
decision-cited = в назначении назван документ № { $number }
decision-cited-dated = в назначении назван документ № { $number } от { $date }
decision-amount-equals-open = сумма равна остатку
decision-amount-does-not-fit = дата не названа, а сумма не равна остатку
decision-cites-nothing-known = в назначении не назван ни один известный документ этого клиента
