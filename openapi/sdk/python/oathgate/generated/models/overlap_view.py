from enum import StrEnum


class OverlapView(StrEnum):
    ALLOW = "allow"
    CANCEL_OTHER = "cancel_other"
    SKIP = "skip"

    def __str__(self) -> str:
        return str(self.value)
