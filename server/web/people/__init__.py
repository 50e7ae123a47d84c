"""People and places at the desk: who holds which post where, which units there are, which regions."""
