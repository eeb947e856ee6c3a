from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.posted_form import PostedForm


T = TypeVar("T", bound="Outcome")


@_attrs_define
class Outcome:
    """How the browser gets back to the client: one of both.

    Example:
        {'redirect_to': 'https://photos.example.com/callback?code=ogc_x&state=s&iss=https%3A%2F%2Fid.example.com'}

    Attributes:
        redirect_to (str | Unset): Where it goes.
        form_post (PostedForm | Unset): A form that the browser posts to the client.
    """

    redirect_to: str | Unset = UNSET
    form_post: PostedForm | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        redirect_to = self.redirect_to

        form_post: dict[str, Any] | Unset = UNSET
        if not isinstance(self.form_post, Unset):
            form_post = self.form_post.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if redirect_to is not UNSET:
            field_dict["redirect_to"] = redirect_to
        if form_post is not UNSET:
            field_dict["form_post"] = form_post

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.posted_form import PostedForm

        d = dict(src_dict)
        redirect_to = d.pop("redirect_to", UNSET)

        _form_post = d.pop("form_post", UNSET)
        form_post: PostedForm | Unset
        if isinstance(_form_post, Unset):
            form_post = UNSET
        else:
            form_post = PostedForm.from_dict(_form_post)

        outcome = cls(
            redirect_to=redirect_to,
            form_post=form_post,
        )

        outcome.additional_properties = d
        return outcome

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
