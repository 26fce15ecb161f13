"""The district files that ship: 云江区 (fictional, complete) and Boston (real records, one export)."""
