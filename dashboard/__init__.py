"""Jiequan (借权): the real-time dashboard of a district urban operations management centre."""

__version__ = "0.1.0"
