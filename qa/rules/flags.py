"""Flags: how many hide a post. Source of the default: Question2Answer 1.8.8."""

FLAGS_THAT_HIDE = 5
