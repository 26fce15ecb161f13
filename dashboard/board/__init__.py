"""What the ledger amounts to: tables folded from it, derived and disposable."""
