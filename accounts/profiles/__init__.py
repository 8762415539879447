"""What members say of themselves: fields, pictures, names and what they had before, terms they agreed to."""
