"""What the holder of a secret is shown."""
