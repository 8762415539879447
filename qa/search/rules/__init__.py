"""What can be typed into the search field, and what it means. No Django."""
