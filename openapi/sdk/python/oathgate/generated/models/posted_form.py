from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.posted_field import PostedField


T = TypeVar("T", bound="PostedForm")


@_attrs_define
class PostedForm:
    """A form that the browser posts to the client.

    Attributes:
        action (str): Where to.
        fields (list[PostedField]): What it holds.
    """

    action: str
    fields: list[PostedField]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        fields = []
        for fields_item_data in self.fields:
            fields_item = fields_item_data.to_dict()
            fields.append(fields_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "action": action,
                "fields": fields,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.posted_field import PostedField

        d = dict(src_dict)
        action = d.pop("action")

        fields = []
        _fields = d.pop("fields")
        for fields_item_data in _fields:
            fields_item = PostedField.from_dict(fields_item_data)

            fields.append(fields_item)

        posted_form = cls(
            action=action,
            fields=fields,
        )

        posted_form.additional_properties = d
        return posted_form

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
