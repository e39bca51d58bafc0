"""What goes wrong, in words that end in the remedy."""


class Failure(Exception):
    """Told to sweep as it stands; `item` is the number of the item from 0, or None."""

    def __init__(self, words, item=None):
        super().__init__(words)
        self.words, self.item = words, item


def shortened(value, most=80):
    """As repr() has it, but no longer than `most` and never an error."""
    try:
        text = repr(value)
    except Exception as error:
        text = f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    return text if len(text) <= most else f"{text[:most // 2]}…{text[-(most // 2 - 1):]}"


def item_in_words(number, items):
    return f"item {number} (its number from 0; {shortened(items[number])})"
