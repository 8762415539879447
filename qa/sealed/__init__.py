"""Sealed posts: questions and answers that nothing here links to whoever wrote them."""
