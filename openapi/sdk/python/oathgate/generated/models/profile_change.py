from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.postal_address import PostalAddress


T = TypeVar("T", bound="ProfileChange")


@_attrs_define
class ProfileChange:
    """What to change of a profile. A field that is left out stays as it is; `null` or an empty text
    removes it.

        Example:
            {'address': {'country': 'United Kingdom', 'locality': 'London', 'postal_code': 'SW1Y 4JH', 'street_address': "12
                St James's Square"}, 'first_name': 'Ada', 'last_name': None, 'locale': 'de', 'phone_number': '+44 20 7123 4567',
                'username': 'ada'}

        Attributes:
            username (None | str | Unset): 3 to 50 letters, digits, dots, underscores and hyphens.
            first_name (None | str | Unset): Given name, at most 50 characters.
            last_name (None | str | Unset): Family name, at most 50 characters.
            locale (None | str | Unset): The language in which to write to them: `en` or `de`.
            phone_number (None | str | Unset): Phone number with `+` and the country code, 7 to 15 digits. It is kept in
                E.164.
            address (PostalAddress | Unset): A postal address, with the members of the `address` claim. Example: {'country':
                'United Kingdom', 'locality': 'London', 'postal_code': 'SW1Y 4JH', 'street_address': "12 St James's Square"}.
    """

    username: None | str | Unset = UNSET
    first_name: None | str | Unset = UNSET
    last_name: None | str | Unset = UNSET
    locale: None | str | Unset = UNSET
    phone_number: None | str | Unset = UNSET
    address: PostalAddress | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        username: None | str | Unset
        if isinstance(self.username, Unset):
            username = UNSET
        else:
            username = self.username

        first_name: None | str | Unset
        if isinstance(self.first_name, Unset):
            first_name = UNSET
        else:
            first_name = self.first_name

        last_name: None | str | Unset
        if isinstance(self.last_name, Unset):
            last_name = UNSET
        else:
            last_name = self.last_name

        locale: None | str | Unset
        if isinstance(self.locale, Unset):
            locale = UNSET
        else:
            locale = self.locale

        phone_number: None | str | Unset
        if isinstance(self.phone_number, Unset):
            phone_number = UNSET
        else:
            phone_number = self.phone_number

        address: dict[str, Any] | Unset = UNSET
        if not isinstance(self.address, Unset):
            address = self.address.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if username is not UNSET:
            field_dict["username"] = username
        if first_name is not UNSET:
            field_dict["first_name"] = first_name
        if last_name is not UNSET:
            field_dict["last_name"] = last_name
        if locale is not UNSET:
            field_dict["locale"] = locale
        if phone_number is not UNSET:
            field_dict["phone_number"] = phone_number
        if address is not UNSET:
            field_dict["address"] = address

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.postal_address import PostalAddress

        d = dict(src_dict)

        def _parse_username(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        username = _parse_username(d.pop("username", UNSET))

        def _parse_first_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        first_name = _parse_first_name(d.pop("first_name", UNSET))

        def _parse_last_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        last_name = _parse_last_name(d.pop("last_name", UNSET))

        def _parse_locale(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        locale = _parse_locale(d.pop("locale", UNSET))

        def _parse_phone_number(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone_number = _parse_phone_number(d.pop("phone_number", UNSET))

        _address = d.pop("address", UNSET)
        address: PostalAddress | Unset
        if isinstance(_address, Unset):
            address = UNSET
        else:
            address = PostalAddress.from_dict(_address)

        profile_change = cls(
            username=username,
            first_name=first_name,
            last_name=last_name,
            locale=locale,
            phone_number=phone_number,
            address=address,
        )

        return profile_change
