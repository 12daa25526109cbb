"""The verbs: the only code that touches the clock, the ledger, the stores and the mail. They render no pages."""
