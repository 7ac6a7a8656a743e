"""Statistics: tokens and counts in, tables out; one module a family."""
