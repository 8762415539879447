"""What others are told by machines: the log of events, and webhooks.

Both come from the facts of the conversation, through triggers of the database; the conversation knows nothing of this room.
"""
