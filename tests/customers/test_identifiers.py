"""Numbers people type: right ones normalised, wrong ones refused with a sentence. No database."""

import pytest

from customers.identifiers import (
    check_citizen_id,
    check_phone,
    check_project_code,
    check_real_estate_unit,
    check_uscc,
)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "360426199101010071"])
def test_right_identity_numbers(number):
    assert check_citizen_id(f" {number[:6]} {number[6:].lower()} ") == number


def test_full_width_characters_are_understood():
    assert check_citizen_id("１１０１０５１９４９１２３１００２Ｘ") == "11010519491231002X"


@pytest.mark.parametrize(
    "number",
    ["110105194912310021", "11010519490231002X", "11010519491331002X", "1101051949123100", "", "X1010519491231002X"],
)
def test_wrong_identity_numbers_get_a_sentence(number):
    with pytest.raises(ValueError, match=r"\w{3,}"):
        check_citizen_id(number)


def test_an_old_card_gets_a_hint():
    with pytest.raises(ValueError, match="15"):
        check_citizen_id("110105491231002")


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91310000MA1K000006"])
def test_right_credit_codes(code):
    assert check_uscc(f"{code[:2]}-{code[2:].lower()}") == code


def test_village_collectives_have_letters_in_front():
    from stdnum.cn.uscc import calc_check_digit

    code = "N2411523MF0000001"
    assert check_uscc(code + calc_check_digit(code)) == code + calc_check_digit(code)


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100I000100Y43", "9135", "", "A1B50100M000100Y43"])
def test_wrong_credit_codes(code):
    with pytest.raises(ValueError, match=r"\w{3,}"):
        check_uscc(code)


@pytest.mark.parametrize("kind", ["F00010001", "L00010001", "Q00010001", "W00000000"])
def test_right_real_estate_units(kind):
    assert check_real_estate_unit(f"411523 001001 gb00001 {kind}") == f"411523001001GB00001{kind}"


@pytest.mark.parametrize(
    "number",
    ["411523001001GB00001W00010001", "4115230010010100001F00010001", "411523001001GB00001X00010001", "1" * 28, ""],
)
def test_wrong_real_estate_units(number):
    with pytest.raises(ValueError, match=r"\w{3,}"):
        check_real_estate_unit(number)


@pytest.mark.parametrize(
    ("code", "holds"),
    [
        ("2603-141124-89-05-346948", True),
        ("2411-130202-89-01-637015", True),
        ("2111-522323-04-01-342068", True),
        ("2509-140602-89-05-864976", True),
        ("2611-411523-04-01-000010", True),
        ("2611-411523-04-02-123452", True),
        ("2611-411523-89-05-543217", True),
        ("2108-411523-04-01-123459", True),
        ("2108-411523-04-01-123456", False),
        ("2020-330327-48-01-167360", True),
    ],
)
def test_project_codes_are_taken_and_a_wrong_check_digit_only_warns(code, holds):
    assert check_project_code(code) == check_project_code(code.replace("-", " ")) == (code, holds)


@pytest.mark.parametrize("code", ["", "2108-411523-04-01", "abcd-411523-04-01-123459"])
def test_what_is_no_project_code(code):
    with pytest.raises(ValueError, match=r"\w{3,}"):
        check_project_code(code)


def test_phones():
    assert check_phone("+86 138-0000-0001") == "13800000001"
    for wrong in ("12800000001", "1380000000", "0376-2988888", ""):
        with pytest.raises(ValueError, match=r"\w{3,}"):
            check_phone(wrong)
