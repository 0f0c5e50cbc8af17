"""Pure parsers with line numbers, ignorant of sovereignty. They raise `ParseError` and nothing else."""
