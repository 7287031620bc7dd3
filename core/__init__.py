"""Everything Gouji knows about reports. No Qt in here; the window and the command line both sit on it."""
