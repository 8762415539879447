"""What reaches people: notices, their mail, and what those see who follow something.

Reads the facts of the conversation (`qa.models.Activity`); the conversation knows nothing of this room.
"""
