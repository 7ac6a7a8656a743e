"""Learning themes from labelled examples."""
