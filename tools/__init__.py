"""How the project is built, tested and measured."""
