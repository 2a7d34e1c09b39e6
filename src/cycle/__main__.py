"""Lets `python -m cycle` do what the `cycle` command does."""

from cycle.cli import main

if __name__ == "__main__":
    main()
