"""Where traffic went or may go."""
