"""Both suites against published vectors, and the same promises of both."""

import pytest

from sealing import NAMES, NotGenuine, suite
from sealing.national import gcm

NATIONAL, INTERNATIONAL = suite("national"), suite("international")
KEY, NONCE = bytes(range(32)), bytes(12)


def der(*numbers):
    """r and s of a signature as the libraries want them."""
    parts = b""
    for number in numbers:
        raw = bytes.fromhex(number).lstrip(b"\0")
        raw = b"\0" + raw if raw[0] & 0x80 else raw
        parts += b"\x02" + bytes([len(raw)]) + raw
    return b"\x30" + bytes([len(parts)]) + parts


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_as_the_standard_prints_it(message, digest):
    """GB/T 32905-2016, appendix A."""
    assert NATIONAL.digest(message).hex() == digest


def test_sm2_as_the_standard_prints_it():
    """GB/T 32918.5-2017, appendix A: "message digest", signed by 1234567812345678."""
    public = bytes.fromhex(
        "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
        "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
    )
    signature = der(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3",
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
    )
    assert NATIONAL.verify(public, b"message digest", signature)
    assert not NATIONAL.verify(public, b"message digesT", signature)


def test_sm4_gcm_as_rfc_8998_prints_it():
    plain = b"".join(bytes([one]) * 8 for one in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    sealed = gcm(
        bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd"), plain,
        bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    )  # fmt: skip
    assert sealed.hex().startswith("17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735")
    assert sealed[-16:].hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_ed25519_and_hmac_as_the_rfcs_print_them():
    """RFC 8032, 7.1, second test; RFC 4231, second test."""
    key = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    assert INTERNATIONAL.public_of(key) == public
    assert INTERNATIONAL.sign(key, b"\x72").hex().startswith("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223")
    told = INTERNATIONAL.mac(b"Jefe", b"what do ya want for nothing?").hex()
    assert told == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_sealed_opens_only_whole_with_its_key_and_in_its_place(name):
    made = suite(name)
    sealed = made.seal(KEY, NONCE, "新县".encode(), b"here")
    assert made.unseal(KEY, NONCE, sealed, b"here") == "新县".encode()
    for key, value, place in (
        (KEY, sealed, b"there"), (bytes(32), sealed, b"here"), (KEY, sealed[:-1], b"here"),
        (KEY, bytes([sealed[0] ^ 1]) + sealed[1:], b"here"), (KEY, b"", b"here"),
    ):  # fmt: skip
        with pytest.raises(NotGenuine):
            made.unseal(key, NONCE, value, place)


@pytest.mark.parametrize("name", NAMES)
def test_a_signature_is_one_persons_on_one_text(name):
    made = suite(name)
    key, other = made.new_key(), made.new_key()
    signature = made.sign(key, b"a letter")
    assert made.verify(made.public_of(key), b"a letter", signature)
    assert not made.verify(made.public_of(key), b"another", signature)
    assert not made.verify(made.public_of(other), b"a letter", signature)
    for garbage in (b"", b"x", bytes(64), bytes(80)):
        assert not made.verify(made.public_of(key), b"a letter", garbage)
        assert not made.verify(garbage, b"a letter", signature)


@pytest.mark.parametrize("name", NAMES)
def test_a_message_code_depends_on_key_and_text(name):
    made = suite(name)
    told = {made.mac(key, text) for key in (b"k", b"l") for text in (b"", b"t")}
    assert {len(one) for one in told} == {32}
    assert len(told) == 4


def test_there_is_no_third_suite():
    with pytest.raises(LookupError):
        suite("md5")
