from enum import StrEnum


class ProblemCode(StrEnum):
    ACCOUNT_DISABLED = "account_disabled"
    BODY_TOO_LARGE = "body_too_large"
    BUSY = "busy"
    CONFLICT = "conflict"
    CROSS_SITE_REQUEST = "cross_site_request"
    EMAIL_NOT_VERIFIED = "email_not_verified"
    EMAIL_TAKEN = "email_taken"
    FORBIDDEN = "forbidden"
    INTERNAL = "internal"
    INVALID_CREDENTIALS = "invalid_credentials"
    INVALID_JSON = "invalid_json"
    INVALID_REQUEST = "invalid_request"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOTHING_PLANNED = "nothing_planned"
    NOT_FOUND = "not_found"
    RATE_LIMITED = "rate_limited"
    REQUEST_TIMEOUT = "request_timeout"
    SIGN_IN_AGAIN = "sign_in_again"
    TIMED_OUT = "timed_out"
    TOKEN_EXPIRED = "token_expired"
    TOKEN_INVALID = "token_invalid"
    TOKEN_REUSED = "token_reused"
    UNAUTHORIZED = "unauthorized"
    UNAVAILABLE = "unavailable"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    USERNAME_TAKEN = "username_taken"
    VALIDATION_FAILED = "validation_failed"
    WRONG_PASSWORD = "wrong_password"

    def __str__(self) -> str:
        return str(self.value)
