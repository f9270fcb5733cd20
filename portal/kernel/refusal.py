"""The rules say no, in a sentence that can be shown to a person."""


class Refusal(Exception):
    """An answer, not a crash: each edge shows it to whoever asked (CO-06)."""

    def __init__(self, reason: str, *, code: str = "refused") -> None:
        """This function will keep the sentence for people and the slug for programs."""
        super().__init__(reason)
        self.reason = reason
        self.code = code

    def __str__(self) -> str:
        """This function will return the sentence, never the slug."""
        return self.reason

    def __reduce__(self) -> tuple[type["Refusal"], tuple[str], dict[str, str]]:
        """This function will let a refusal cross a process border with its code."""
        return (type(self), (self.reason,), {"reason": self.reason, "code": self.code})
