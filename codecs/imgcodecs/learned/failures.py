"""What failures of PyTorch mean, in words for people."""

from __future__ import annotations

NO_MEMORY = "there is not enough memory"
SIGNS = ("can't allocate memory", "bad_alloc", "not enough memory")  # PyTorch has no error for it


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether memory ran out, which PyTorch says in the words of other errors."""
    return isinstance(error, MemoryError) or any(sign in str(error) for sign in SIGNS)


def describe_failure(error: BaseException) -> str:
    """One line, never an empty one; numpy's errors of memory say how much was wanted."""
    said = str(error).strip().splitlines()
    if is_out_of_memory(error) and not (isinstance(error, MemoryError) and said):
        return NO_MEMORY
    return said[0].rstrip(":") if said else type(error).__name__
