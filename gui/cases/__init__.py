"""The list of reports that are open, being opened, or could not be opened."""
