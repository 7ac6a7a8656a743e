"""New formulations 提法: phrases that begin or jump at a time."""
