"""Care for whoever is in distress: the card that only they see, the register of helplines, and leaving quickly."""
