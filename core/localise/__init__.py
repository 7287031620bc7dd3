"""Which figure is wrong, and which would repair it (DOMAIN §2.1, "Locating the wrong cell")."""

from core.localise.evidence import Evidence, Statement
from core.localise.localise import Cancelled, Localisation, localise

__all__ = ["Cancelled", "Evidence", "Localisation", "Statement", "localise"]
