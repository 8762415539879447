"""The forum for programs: the HTTP API, pages as Markdown, and the public data set. Nothing else imports this room."""
