"""One table of the official form, filled from the report and editable."""
