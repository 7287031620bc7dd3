"""Several open reports held against each other: one body over the years, a 汇总 and its members."""
