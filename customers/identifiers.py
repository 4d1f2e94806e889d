"""Numbers by which people, bodies, projects and properties go: normalised when right, refused with a sentence."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_10

OLD_CARD = re.compile(r"\d{15}")
CARD = re.compile(r"\d{17}[\dX]")
# Two characters for the registering authority (N1 and the like are village collectives), a region, a body, a check.
USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
UNIT = re.compile(r"\d{12}[A-Z]{2}\d{5}[FLQW]\d{8}")
PROJECT = re.compile(r"(\d{4})-?(\d{6})-?(\d{2})-?(\d{2})-?(\d{6})")
PHONE = re.compile(r"1[3-9]\d{9}")


def _tidy(text: str) -> str:
    """One spelling: full-width characters made narrow, no blanks, capital letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_citizen_id(text: str) -> str:
    """A citizen's identity number (GB 11643): 18 characters, a real date, the right check character.

    The place is not looked up: districts are renamed and dissolved, and residence permits begin with 81 to 83.
    """
    number = _tidy(text)
    if OLD_CARD.fullmatch(number):
        raise ValueError(_("That is the number of an old 15-digit card. Type the 18 characters of the present one."))
    if not (CARD.fullmatch(number) and _has_date(number) and ric.calc_check_digit(number) == number[-1]):
        raise ValueError(_("This identity number is not right. Compare it with the card, character by character."))
    return number


def _has_date(number: str) -> bool:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


def check_uscc(text: str) -> str:
    """A unified social credit code (GB 32100): 18 characters with a check character."""
    code = _tidy(text).replace("-", "")
    if not (USCC.fullmatch(code) and uscc.calc_check_digit(code[:-1]) == code[-1]):
        raise ValueError(_("This credit code is not right. Compare it with the licence, character by character."))
    return code


def check_real_estate_unit(text: str) -> str:
    """A real-estate unit number (GB/T 37346): 28 characters; W, no building, goes with eight zeros."""
    number = _tidy(text)
    if not UNIT.fullmatch(number) or (number[19] == "W" and number[20:] != "00000000"):
        raise ValueError(_("A real-estate unit number has 28 characters, as printed on the certificate."))
    return number


def check_phone(text: str) -> str:
    number = _tidy(text).removeprefix("+86").replace("-", "")
    if not PHONE.fullmatch(number):
        raise ValueError(_("Type a mobile number with 11 digits that begins with 13 to 19."))
    return number


def check_project_code(text: str) -> tuple[str, bool]:
    """A project code (GB/T 40058) and whether its check digit holds. A wrong digit warns and never blocks.

    Codes from before 2021 have a four-digit year and no check digit: they always hold.
    """
    parts = PROJECT.fullmatch(_tidy(text))
    if not parts:
        raise ValueError(_("A project code looks like 2611-411523-04-01-000010."))
    is_new = 1 <= int(parts[1][2:]) <= 12
    return "-".join(parts.groups()), not is_new or bool(mod_11_10.is_valid("".join(parts.groups())))
