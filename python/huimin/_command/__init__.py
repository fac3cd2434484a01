"""The parts of the command ``huimin``: arguments, what it prints, what it writes."""
