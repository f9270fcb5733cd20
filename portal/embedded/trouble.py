"""What goes wrong while servers are set up, said to the person at the terminal."""


class Trouble(Exception):
    """One sentence that says what is wrong and what to do. Shown without a traceback."""
