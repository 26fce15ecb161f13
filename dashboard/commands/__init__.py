"""What the commands of `jiequan` do, one module a concern."""
