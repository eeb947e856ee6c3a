from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PostalAddress")


@_attrs_define
class PostalAddress:
    """A postal address, with the members of the `address` claim.

    Example:
        {'country': 'United Kingdom', 'locality': 'London', 'postal_code': 'SW1Y 4JH', 'street_address': "12 St James's
            Square"}

    Attributes:
        street_address (str | Unset): Street and house number, at most four lines of 100 characters.
        locality (str | Unset): City, at most 100 characters.
        region (str | Unset): State, province or prefecture, at most 100 characters.
        postal_code (str | Unset): Postal code, at most 20 characters.
        country (str | Unset): Country by its name, at most 100 characters.
    """

    street_address: str | Unset = UNSET
    locality: str | Unset = UNSET
    region: str | Unset = UNSET
    postal_code: str | Unset = UNSET
    country: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        street_address = self.street_address

        locality = self.locality

        region = self.region

        postal_code = self.postal_code

        country = self.country

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if street_address is not UNSET:
            field_dict["street_address"] = street_address
        if locality is not UNSET:
            field_dict["locality"] = locality
        if region is not UNSET:
            field_dict["region"] = region
        if postal_code is not UNSET:
            field_dict["postal_code"] = postal_code
        if country is not UNSET:
            field_dict["country"] = country

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        street_address = d.pop("street_address", UNSET)

        locality = d.pop("locality", UNSET)

        region = d.pop("region", UNSET)

        postal_code = d.pop("postal_code", UNSET)

        country = d.pop("country", UNSET)

        postal_address = cls(
            street_address=street_address,
            locality=locality,
            region=region,
            postal_code=postal_code,
            country=country,
        )

        return postal_address
