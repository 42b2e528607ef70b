"""Object identifiers by which parts of certificates are told: RFC 5280 and ITU-T X.520."""

from typing import Final

COMMON_NAME: Final = "2.5.4.3"
ORGANISATION: Final = "2.5.4.10"
ORGANISATIONAL_UNIT: Final = "2.5.4.11"

EMAIL_ADDRESS: Final = "1.2.840.113549.1.9.1"

SERVER_AUTH: Final = "1.3.6.1.5.5.7.3.1"
OCSP_SIGNING: Final = "1.3.6.1.5.5.7.3.9"
ANY_USAGE: Final = "2.5.29.37.0"
