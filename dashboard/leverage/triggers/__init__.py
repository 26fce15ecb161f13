"""The triggers: one a file, each nominates matters for a lever."""
