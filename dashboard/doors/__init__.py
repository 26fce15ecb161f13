"""The doors of the application: the guard before all of them, and those through which people come in."""
