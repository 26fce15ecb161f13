"""The panels: one a file, each reads only its view."""
