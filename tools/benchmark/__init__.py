"""Speed and cost beside floors and peers: `make bench`."""
