"""A JSON array written as it comes, one element a line."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import orjson


class ArrayWriter:
    """Writes elements into an open file; `count` says how many there are."""

    def __init__(self, file: BinaryIO) -> None:
        self.count = 0
        self._file = file
        file.write(b"[")

    def add(self, element: Any) -> None:
        """Write one more element."""
        self._file.write((b",\n" if self.count else b"\n") + orjson.dumps(element))
        self.count += 1

    def end(self) -> None:
        """Close the array; one without elements is `[]`."""
        self._file.write(b"\n]" if self.count else b"]")


def write_array(file: BinaryIO, elements: Iterable[Any]) -> int:
    """Write all elements as a JSON array and return how many there were."""
    array = ArrayWriter(file)
    for element in elements:
        array.add(element)
    array.end()
    return array.count
