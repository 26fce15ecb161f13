"""Dry run of a policy: the same entries by the district file of today and by a copy of it, side by side."""
