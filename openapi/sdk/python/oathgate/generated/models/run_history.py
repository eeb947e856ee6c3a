from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.event_view import EventView
    from ..models.known_signal_view import KnownSignalView
    from ..models.run_view import RunView
    from ..models.signal_view import SignalView


T = TypeVar("T", bound="RunHistory")


@_attrs_define
class RunHistory:
    """A run with all that happened in it.

    Example:
        {'events': [{'at': '2026-01-02T12:00:00Z', 'kind': 'started', 'sequence': 1}], 'has_correctable_address': False,
            'input': {'request': '0198c7a2-3b4c-7d5e-8f60-718293a4b5c6'}, 'known_signals': [], 'run': {'cancel_requested':
            False, 'created_at': '2026-01-02T12:00:00Z', 'due_at': '2026-01-02T12:05:00Z', 'failed_attempts': 3, 'fault':
            {'code': 'smtp_unavailable', 'detail': '421 4.3.2 Service shutting down'}, 'id':
            '0198c7a2-3b4c-7d5e-8f60-718293a4b5c6', 'kind': 'password_reset', 'request_id':
            '0198c7a23b4c7d5e8f60718293a4b5c7', 'status': 'waiting', 'step': 'mail_reset', 'user_id':
            '0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60', 'version': 1}, 'signals': []}

    Attributes:
        run (RunView): A run of a workflow.
        input_ (Any): What it was started with. Holds ids alone.
        events (list[EventView]): What happened, oldest first; the latest 1,000 events.
        signals (list[SignalView]): Signals that wait to be taken.
        known_signals (list[KnownSignalView]): Signals that it may be sent; none where it is over.
        has_correctable_address (bool): Whether it is about an address that could be corrected.
        output (Any | Unset): What it gave.
    """

    run: RunView
    input_: Any
    events: list[EventView]
    signals: list[SignalView]
    known_signals: list[KnownSignalView]
    has_correctable_address: bool
    output: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        run = self.run.to_dict()

        input_ = self.input_

        events = []
        for events_item_data in self.events:
            events_item = events_item_data.to_dict()
            events.append(events_item)

        signals = []
        for signals_item_data in self.signals:
            signals_item = signals_item_data.to_dict()
            signals.append(signals_item)

        known_signals = []
        for known_signals_item_data in self.known_signals:
            known_signals_item = known_signals_item_data.to_dict()
            known_signals.append(known_signals_item)

        has_correctable_address = self.has_correctable_address

        output = self.output

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "run": run,
                "input": input_,
                "events": events,
                "signals": signals,
                "known_signals": known_signals,
                "has_correctable_address": has_correctable_address,
            }
        )
        if output is not UNSET:
            field_dict["output"] = output

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.event_view import EventView
        from ..models.known_signal_view import KnownSignalView
        from ..models.run_view import RunView
        from ..models.signal_view import SignalView

        d = dict(src_dict)
        run = RunView.from_dict(d.pop("run"))

        input_ = d.pop("input")

        events = []
        _events = d.pop("events")
        for events_item_data in _events:
            events_item = EventView.from_dict(events_item_data)

            events.append(events_item)

        signals = []
        _signals = d.pop("signals")
        for signals_item_data in _signals:
            signals_item = SignalView.from_dict(signals_item_data)

            signals.append(signals_item)

        known_signals = []
        _known_signals = d.pop("known_signals")
        for known_signals_item_data in _known_signals:
            known_signals_item = KnownSignalView.from_dict(known_signals_item_data)

            known_signals.append(known_signals_item)

        has_correctable_address = d.pop("has_correctable_address")

        output = d.pop("output", UNSET)

        run_history = cls(
            run=run,
            input_=input_,
            events=events,
            signals=signals,
            known_signals=known_signals,
            has_correctable_address=has_correctable_address,
            output=output,
        )

        run_history.additional_properties = d
        return run_history

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
