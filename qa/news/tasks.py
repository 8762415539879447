"""What the news have done again and again."""
