"""Personal data is ciphertext in the database, bound to its column, under keys that can be changed."""

from __future__ import annotations

import base64
import json

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection

from accounts.crypto import EncryptedTextField, Undecipherable, blind_index, decrypt, encrypt
from accounts.masking import Masked, mask_address, mask_id, mask_name, mask_phone, mask_shop
from accounts.models import User
from tests.accounts.conftest import PHONE


def stored(column, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM accounts_user WHERE id = %s", [pk])  # noqa: S608
        return cursor.fetchone()[0]


def test_what_goes_in_comes_out():
    assert decrypt(encrypt("张三", aad="t.c"), aad="t.c") == "张三"


def test_what_either_suite_has_sealed_opens_under_both(settings):
    made = {}
    for name, version in (("international", "v1"), ("national", "s1")):
        settings.CRYPTO_SUITE = name
        made[name] = encrypt("张三", aad="t.c")
        assert made[name].startswith(f"{version}|test|")
    for name in made:
        settings.CRYPTO_SUITE = name
        assert {decrypt(token, aad="t.c") for token in made.values()} == {"张三"}


def test_the_same_value_never_looks_the_same():
    assert encrypt("张三", aad="t.c") != encrypt("张三", aad="t.c")


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(Undecipherable):
        decrypt(encrypt("张三", aad="t.name"), aad="t.phone")


@pytest.mark.parametrize("broken", ["", "plain", "v2|test|AA|AA", "v1|gone|AA|AA", "v1|test|AAAA|AAAA"])
def test_a_broken_value_does_not_open(broken):
    with pytest.raises(Undecipherable):
        decrypt(broken, aad="t.c")


@pytest.mark.django_db
def test_no_plaintext_is_stored(mei, wang):
    kept = stored("concat(name, phone, phone_index, username)", mei.pk) + stored("name", wang.pk)
    assert PHONE not in kept
    assert "王大力" not in kept
    assert stored("phone", mei.pk).startswith("v1|test|")
    assert User.objects.get(pk=wang.pk).name == "王大力"


@pytest.mark.django_db
def test_ciphertext_swapped_between_columns_is_found_out(mei):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET name = phone WHERE id = %s", [mei.pk])
    with pytest.raises(Undecipherable):
        User.objects.get(pk=mei.pk)


@pytest.mark.django_db
def test_an_encrypted_column_is_not_searched():
    with pytest.raises(FieldError):
        User.objects.filter(phone=PHONE).exists()


@pytest.mark.django_db
def test_a_new_key_reads_the_old_and_can_replace_it(mei, settings):
    old = settings.DATA_KEYS
    settings.DATA_KEYS = {"new": base64.b64encode(b"n" * 32).decode(), **old}
    assert User.objects.get(pk=mei.pk).phone == PHONE
    call_command("reencrypt", verbosity=0)
    settings.DATA_KEYS = {"new": settings.DATA_KEYS["new"]}
    assert stored("phone", mei.pk).startswith("v1|new|")
    assert User.objects.get(pk=mei.pk).phone == PHONE


def test_the_blind_index_finds_other_spellings_and_tells_nothing():
    assert blind_index("41152 3-1990x") == blind_index("４１１５２３１９９０X")
    assert blind_index("a") != blind_index("b")
    assert blind_index("") == ""
    assert len(blind_index(PHONE)) == 64


@pytest.mark.parametrize(
    ("mask", "plain", "shown"),
    [
        (mask_name, "张三", "张*"),
        (mask_name, "欧阳小明", "欧*"),
        (mask_shop, "张三小吃店", "张**吃店"),
        (mask_shop, "张三面馆", "张*"),
        (mask_name, "", ""),
        (mask_phone, PHONE, "139****5678"),
        (mask_phone, "123", "***"),
        (mask_id, "11010519491231002X", "1****************X"),
        (mask_id, "1", "*"),
        (mask_address, "河南省信阳市新县千斤乡杨洼村3组12号", "河南省信阳市新县千斤乡杨洼村***"),
        (mask_address, "新县新集镇京九大道8号", "新县新集镇***"),
        (mask_address, "新县新集镇", "新县新集镇"),
    ],
)
def test_masks(mask, plain, shown):
    assert mask(plain) == shown


def test_a_masked_value_is_masked_however_it_is_printed():
    value = Masked(PHONE, mask_phone)
    printed = [str(value), repr(value), f"{value:>20}", "%s" % value, json.dumps(value, default=str)]  # noqa: UP031
    assert all(PHONE not in text and "139****5678" in text for text in printed)
    assert value.plain == PHONE


def test_a_field_with_a_mask_wraps_what_is_assigned(monkeypatch):
    field = User._meta.get_field("phone")
    monkeypatch.setattr(field, "mask", mask_phone)
    assert isinstance(field, EncryptedTextField)
    assert str(User(phone=PHONE).phone) == "139****5678"
    assert decrypt(field.get_prep_value(User(phone=PHONE).phone), aad=field.aad) == PHONE
