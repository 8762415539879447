"""Arithmetic of secrets and limits."""
