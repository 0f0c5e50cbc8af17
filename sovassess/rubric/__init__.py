"""Turn answers about the graph into levels: rubrics as data, a closed set of operations, and their evaluation."""
