"""The ledger of personal data: what kinds there are, and the file that says of each column which one it is."""
