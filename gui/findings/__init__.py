"""What the checks found: the list below and the bar above the table."""
