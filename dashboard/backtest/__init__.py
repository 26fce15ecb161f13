"""Backtest: a plain table of cases is lived through day by day, with only what was known each morning."""
