from enum import StrEnum


class MomentKind(StrEnum):
    AUDIT = "audit"
    CONSENT = "consent"
    RUN = "run"
    SESSION = "session"

    def __str__(self) -> str:
        return str(self.value)
