"""What members can see and decide about their data: the ledger, copies, leaving, consents, cookies."""
