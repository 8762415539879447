"""People in distress and those who help them: worries told to the team, moderators' own welfare, questions that wait, check-ins,
profiles in memory. It reads the conversation and the news, and neither knows of it."""
