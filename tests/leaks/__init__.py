"""The leak linter: does anything that leaves the forum, or lies in it, tell who wrote masked or sealed? (docs/anonymity.md)"""
