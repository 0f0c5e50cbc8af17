"""The dependency graph and the questions it answers: items to select from, functions and what they need, cut sets.

`DependencyGraph` is the façade; the rest of the package is its business. networkx is used here and nowhere else.
"""
