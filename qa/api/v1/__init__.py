"""The first version of the API. What stands here is only added to; what would break programs is another version."""
