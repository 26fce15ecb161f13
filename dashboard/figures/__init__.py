"""Figures as plain dicts: pure builders that know neither Dash nor the web."""
