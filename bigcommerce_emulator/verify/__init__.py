"""The contract as checks and questions that any store can be put to, a real one too."""
