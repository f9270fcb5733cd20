"""Benchmarks: each runs ours and its peers on the same inputs, in the same run, checked."""
