"""What would repair the finding that is looked at: worked out beside the window, tried out, taken over."""
