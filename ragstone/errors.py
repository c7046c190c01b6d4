"""What can go wrong at the front door, besides what the rooms below report."""


class CalibrationError(Exception):
    """The rows are too few, or all alike, or nothing could be made of them."""
