# Verdicts of mappings: mappings/*.toml
mapping-skip-catalog = the file holds a catalogue of goods, prices or stock: no clients, invoices or payments, so there is nothing to import.
mapping-refuse-commerceml-1 = CommerceML 1 (1C 7.7) can't be read. Export the data as CommerceML 2 or hand in a register of invoices in Excel.
