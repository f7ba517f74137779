"""The servers and peers that the benchmark measures against."""
