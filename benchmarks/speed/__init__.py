"""What a scan costs beside what the scanners of this field cost: `make bench`, or `python -m benchmarks.speed`."""
