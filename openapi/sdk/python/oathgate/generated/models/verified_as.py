from enum import StrEnum


class VerifiedAs(StrEnum):
    ACCOUNT_ACTIVATED = "account_activated"
    EMAIL_CHANGED = "email_changed"

    def __str__(self) -> str:
        return str(self.value)
