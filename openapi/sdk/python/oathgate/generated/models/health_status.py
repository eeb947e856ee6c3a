from enum import StrEnum


class HealthStatus(StrEnum):
    DEGRADED = "degraded"
    DOWN = "down"
    NOT_CONFIGURED = "not_configured"
    UP = "up"

    def __str__(self) -> str:
        return str(self.value)
