"""`python -m annotator` is the command `annotator`."""

from annotator.cli import script

if __name__ == "__main__":
    script()
