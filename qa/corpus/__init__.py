"""Loads a neutral corpus (see `files`) in bulk: what benchmarks and comparisons with other software run on."""
