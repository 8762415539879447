"""Mail from those who run the forum to many members at once. The conversation knows nothing of this room."""
