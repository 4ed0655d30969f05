"""One command a claim: ours and the peer on the same work in one run. `python -m benchmarks.ingest`, and so on."""
