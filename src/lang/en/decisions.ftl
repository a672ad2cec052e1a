# Why something was decided, or is asked: src/reconcile
decision-unknown-direction = neither the payer's nor the payee's account is known as ours: the direction is unknown
decision-equal-tax-id = tax number { $tax_id } is the same
decision-several-with-tax-id = several clients have this tax number, and nothing tells which one it is
decision-equal-name-no-tax-id = the name is the same, but there is no tax number
decision-branch-kpp = the KPP differ: { $given } and { $known }; perhaps branches
decision-names-differ = the names differ: “{ $given }” and “{ $known }”
decision-identity-flip = one id { $id } had tax number { $held } and now has { $given }
decision-source-link = the accounting system itself links them
decision-document-names-payment = document { $number } itself names this payment: number and date agree
decision-cited = the purpose names document No. { $number }
decision-cited-dated = the purpose names document No. { $number } of { $date }
decision-amount-equals-open = the amount equals what is open
decision-amount-does-not-fit = no date is named, and the amount is not what is open
decision-cites-nothing-known = the purpose names no document of this client that is known
