"""A client of Oathgate that signs requests and refreshes its tokens by itself.

Operations are functions in :mod:`oathgate.generated.api`, each plain and ``async``; they take
:attr:`Oathgate.client`. Bodies and answers are in :mod:`oathgate.generated.models`.
"""

from .session import Oathgate, Refused, SignedOut, StrangeAnswer

__all__ = ["Oathgate", "Refused", "SignedOut", "StrangeAnswer"]
