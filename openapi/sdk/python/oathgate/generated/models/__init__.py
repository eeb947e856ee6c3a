"""Contains all the data models used in inputs/outputs"""

from .activity_page import ActivityPage
from .activity_view import ActivityView
from .actor_view import ActorView
from .address_claim import AddressClaim
from .asked_scope import AskedScope
from .authorize_form import AuthorizeForm
from .backfill_request import BackfillRequest
from .cancel_erasure_request import CancelErasureRequest
from .client_change import ClientChange
from .client_details import ClientDetails
from .client_metadata_body import ClientMetadataBody
from .client_page import ClientPage
from .client_view import ClientView
from .consent_list import ConsentList
from .consent_view import ConsentView
from .correct_request import CorrectRequest
from .decision import Decision
from .device_codes import DeviceCodes
from .device_decision import DeviceDecision
from .device_form import DeviceForm
from .download_export_response_200 import DownloadExportResponse200
from .email_change_request import EmailChangeRequest
from .ended import Ended
from .entry_list import EntryList
from .entry_view import EntryView
from .erase_request import EraseRequest
from .erasure_planned import ErasurePlanned
from .event_view import EventView
from .export_list import ExportList
from .export_view import ExportView
from .fault_view import FaultView
from .field_error import FieldError
from .health_check import HealthCheck
from .health_report import HealthReport
from .health_status import HealthStatus
from .held_view import HeldView
from .introspection import Introspection
from .journey_view import JourneyView
from .jwk import Jwk
from .jwk_set import JwkSet
from .key_list import KeyList
from .key_view import KeyView
from .known_signal_view import KnownSignalView
from .limit_list import LimitList
from .limit_request import LimitRequest
from .limit_view import LimitView
from .login_request import LoginRequest
from .logout_confirmation import LogoutConfirmation
from .logout_form import LogoutForm
from .logout_outcome import LogoutOutcome
from .logout_question import LogoutQuestion
from .made_client import MadeClient
from .mail_request import MailRequest
from .metadata import Metadata
from .moment_kind import MomentKind
from .moment_view import MomentView
from .new_client_request import NewClientRequest
from .new_secret import NewSecret
from .notice import Notice
from .o_auth_error import OAuthError
from .o_auth_error_code import OAuthErrorCode
from .offender_list import OffenderList
from .offender_view import OffenderView
from .outcome import Outcome
from .overlap_view import OverlapView
from .overview import Overview
from .password_change import PasswordChange
from .password_set import PasswordSet
from .postal_address import PostalAddress
from .posted_field import PostedField
from .posted_form import PostedForm
from .preset import Preset
from .problem import Problem
from .problem_code import ProblemCode
from .profile import Profile
from .profile_change import ProfileChange
from .push_form import PushForm
from .pushed import Pushed
from .reason_request import ReasonRequest
from .refresh_request import RefreshRequest
from .register_request import RegisterRequest
from .registered import Registered
from .registered_client import RegisteredClient
from .reset_password_request import ResetPasswordRequest
from .reset_request import ResetRequest
from .retire_request import RetireRequest
from .retried import Retried
from .retry_request import RetryRequest
from .rotate_request import RotateRequest
from .rotation_view import RotationView
from .run_count_view import RunCountView
from .run_counts import RunCounts
from .run_history import RunHistory
from .run_limit_list import RunLimitList
from .run_limit_request import RunLimitRequest
from .run_limit_view import RunLimitView
from .run_list import RunList
from .run_view import RunView
from .schedule_list import ScheduleList
from .schedule_view import ScheduleView
from .session_list import SessionList
from .session_view import SessionView
from .sessions_ended import SessionsEnded
from .set_up_request import SetUpRequest
from .signal_request import SignalRequest
from .signal_view import SignalView
from .skip_request import SkipRequest
from .started_runs import StartedRuns
from .status_view import StatusView
from .stretch_view import StretchView
from .target_view import TargetView
from .token_error import TokenError
from .token_form import TokenForm
from .token_request import TokenRequest
from .token_response import TokenResponse
from .tokens import Tokens
from .trends_view import TrendsView
from .typed_code import TypedCode
from .user_info import UserInfo
from .user_info_form import UserInfoForm
from .user_list import UserList
from .user_status_view import UserStatusView
from .user_view import UserView
from .verification import Verification
from .verified_as import VerifiedAs
from .verified_email import VerifiedEmail
from .verify_email_request import VerifyEmailRequest
from .waiting_device import WaitingDevice
from .waiting_request import WaitingRequest
from .window_view import WindowView
from .worker_list import WorkerList
from .worker_view import WorkerView

__all__ = (
    "ActivityPage",
    "ActivityView",
    "ActorView",
    "AddressClaim",
    "AskedScope",
    "AuthorizeForm",
    "BackfillRequest",
    "CancelErasureRequest",
    "ClientChange",
    "ClientDetails",
    "ClientMetadataBody",
    "ClientPage",
    "ClientView",
    "ConsentList",
    "ConsentView",
    "CorrectRequest",
    "Decision",
    "DeviceCodes",
    "DeviceDecision",
    "DeviceForm",
    "DownloadExportResponse200",
    "EmailChangeRequest",
    "Ended",
    "EntryList",
    "EntryView",
    "EraseRequest",
    "ErasurePlanned",
    "EventView",
    "ExportList",
    "ExportView",
    "FaultView",
    "FieldError",
    "HealthCheck",
    "HealthReport",
    "HealthStatus",
    "HeldView",
    "Introspection",
    "JourneyView",
    "Jwk",
    "JwkSet",
    "KeyList",
    "KeyView",
    "KnownSignalView",
    "LimitList",
    "LimitRequest",
    "LimitView",
    "LoginRequest",
    "LogoutConfirmation",
    "LogoutForm",
    "LogoutOutcome",
    "LogoutQuestion",
    "MadeClient",
    "MailRequest",
    "Metadata",
    "MomentKind",
    "MomentView",
    "NewClientRequest",
    "NewSecret",
    "Notice",
    "OAuthError",
    "OAuthErrorCode",
    "OffenderList",
    "OffenderView",
    "Outcome",
    "OverlapView",
    "Overview",
    "PasswordChange",
    "PasswordSet",
    "PostalAddress",
    "PostedField",
    "PostedForm",
    "Preset",
    "Problem",
    "ProblemCode",
    "Profile",
    "ProfileChange",
    "PushForm",
    "Pushed",
    "ReasonRequest",
    "RefreshRequest",
    "RegisterRequest",
    "Registered",
    "RegisteredClient",
    "ResetPasswordRequest",
    "ResetRequest",
    "RetireRequest",
    "Retried",
    "RetryRequest",
    "RotateRequest",
    "RotationView",
    "RunCountView",
    "RunCounts",
    "RunHistory",
    "RunLimitList",
    "RunLimitRequest",
    "RunLimitView",
    "RunList",
    "RunView",
    "ScheduleList",
    "ScheduleView",
    "SessionList",
    "SessionView",
    "SessionsEnded",
    "SetUpRequest",
    "SignalRequest",
    "SignalView",
    "SkipRequest",
    "StartedRuns",
    "StatusView",
    "StretchView",
    "TargetView",
    "TokenError",
    "TokenForm",
    "TokenRequest",
    "TokenResponse",
    "Tokens",
    "TrendsView",
    "TypedCode",
    "UserInfo",
    "UserInfoForm",
    "UserList",
    "UserStatusView",
    "UserView",
    "Verification",
    "VerifiedAs",
    "VerifiedEmail",
    "VerifyEmailRequest",
    "WaitingDevice",
    "WaitingRequest",
    "WindowView",
    "WorkerList",
    "WorkerView",
)
