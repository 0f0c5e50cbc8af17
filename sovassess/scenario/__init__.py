"""Switch-off scenarios: data that says what is lost, and the rehearsal of it on the graph."""
