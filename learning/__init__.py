"""How the encoder of the crisis card is taught (`make learn-care`). Not part of the forum: nothing of it is installed with it."""
