"""The commands of `postroom`, a file for each noun: what it takes, and what it does."""
