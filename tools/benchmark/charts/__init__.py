"""The charts of docs/benchmarks.md, drawn from the figures that `make bench` keeps."""
