from enum import StrEnum


class Preset(StrEnum):
    MACHINE = "machine"
    NATIVE = "native"
    SPA = "spa"
    WEB = "web"

    def __str__(self) -> str:
        return str(self.value)
