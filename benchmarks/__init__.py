"""Benchmarks: one command each, printing a table; ratios against a named peer in the same run."""
