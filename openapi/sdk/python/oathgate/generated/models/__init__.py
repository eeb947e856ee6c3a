"""Contains all the data models used in inputs/outputs"""

from .asked_scope import AskedScope
from .authorize_form import AuthorizeForm
from .client_view import ClientView
from .consent_list import ConsentList
from .consent_view import ConsentView
from .decision import Decision
from .device_codes import DeviceCodes
from .device_decision import DeviceDecision
from .device_form import DeviceForm
from .email_change_request import EmailChangeRequest
from .field_error import FieldError
from .health_check import HealthCheck
from .health_report import HealthReport
from .health_status import HealthStatus
from .introspection import Introspection
from .jwk import Jwk
from .jwk_set import JwkSet
from .login_request import LoginRequest
from .mail_request import MailRequest
from .metadata import Metadata
from .notice import Notice
from .o_auth_error import OAuthError
from .outcome import Outcome
from .password_change import PasswordChange
from .password_set import PasswordSet
from .posted_field import PostedField
from .posted_form import PostedForm
from .problem import Problem
from .problem_code import ProblemCode
from .profile import Profile
from .profile_change import ProfileChange
from .refresh_request import RefreshRequest
from .register_request import RegisterRequest
from .registered import Registered
from .reset_password_request import ResetPasswordRequest
from .session_list import SessionList
from .session_view import SessionView
from .sessions_ended import SessionsEnded
from .set_up_request import SetUpRequest
from .token_form import TokenForm
from .token_request import TokenRequest
from .token_response import TokenResponse
from .tokens import Tokens
from .typed_code import TypedCode
from .user_info import UserInfo
from .user_info_form import UserInfoForm
from .verified_as import VerifiedAs
from .verified_email import VerifiedEmail
from .verify_email_request import VerifyEmailRequest
from .waiting_device import WaitingDevice
from .waiting_request import WaitingRequest

__all__ = (
    "AskedScope",
    "AuthorizeForm",
    "ClientView",
    "ConsentList",
    "ConsentView",
    "Decision",
    "DeviceCodes",
    "DeviceDecision",
    "DeviceForm",
    "EmailChangeRequest",
    "FieldError",
    "HealthCheck",
    "HealthReport",
    "HealthStatus",
    "Introspection",
    "Jwk",
    "JwkSet",
    "LoginRequest",
    "MailRequest",
    "Metadata",
    "Notice",
    "OAuthError",
    "Outcome",
    "PasswordChange",
    "PasswordSet",
    "PostedField",
    "PostedForm",
    "Problem",
    "ProblemCode",
    "Profile",
    "ProfileChange",
    "RefreshRequest",
    "RegisterRequest",
    "Registered",
    "ResetPasswordRequest",
    "SessionList",
    "SessionView",
    "SessionsEnded",
    "SetUpRequest",
    "TokenForm",
    "TokenRequest",
    "TokenResponse",
    "Tokens",
    "TypedCode",
    "UserInfo",
    "UserInfoForm",
    "VerifiedAs",
    "VerifiedEmail",
    "VerifyEmailRequest",
    "WaitingDevice",
    "WaitingRequest",
)
