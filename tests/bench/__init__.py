"""`make bench`: ratios measured in one run, never a time limit."""
