"""What members write to each other: private conversations, and notes on each other's walls.

Nothing else in the forum knows of this room. Conversations are read by the two who write them, and by nobody else; what
one of them reports is all that moderators get to see, and it is a copy.
"""
