"""The window. It knows core; core never knows it."""

__version__ = "0.1.0"
