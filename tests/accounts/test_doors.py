"""WeChat and the province's identity as doors: out, back and in, over real HTTP, in every mood of the other house."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from accounts.doors.actions import link
from accounts.doors.models import OutsideIdentity
from accounts.models import User
from accounts.signin.actions import welcome_customer
from connectors.simulators import Simulators
from tests.accounts.conftest import AT, PHONE
from tests.simulators import simulator_server, simulators  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
OUT = {"wechat": "/sign-in/door/wechat/", "province": "/sign-in/door/province/"}
ANYWAY = 'name="phone"'  # the form for the number stands on the page


@pytest.fixture(autouse=True)
def outside(simulators: Simulators) -> Iterator[Simulators]:  # noqa: F811 - the fixture
    return simulators


def follow(url: str) -> str:
    """What a browser does at the other house: open the page, get sent on; where to."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers.get("Location", "") if answer.status == 302 else str(answer.status)


def agree(door: str, out: str, person: str = "prov-000001") -> str:
    """The person chose to go on: the address that the browser is sent back to."""
    who = {"openid": "o-demo-shancha"} if door == "wechat" else {"person": person}
    there = out.split("#")[0].replace("/authorize?", "/agree?")
    return follow(f"{there}&{urlencode(who)}").replace("http://testserver", "")


def through(browser: Client, door: str) -> Any:
    return browser.get(agree(door, browser.get(OUT[door])["Location"]))


def prove(browser: Client, sent: list[dict[str, str]], phone: str = PHONE) -> Any:
    browser.post("/sign-in/", {"phone": phone})
    return browser.post("/sign-in/code/", {"code": sent[-1]["code"]})


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


@pytest.mark.parametrize("door", OUT)
def test_the_first_time_a_number_is_proved_and_then_the_door_opens_by_itself(
    browser: Client, sent: list[Any], door: str
) -> None:
    assert through(browser, door)["Location"] == "/sign-in/"
    assert not is_in(browser)
    assert "One last step" in browser.get("/sign-in/").content.decode()
    prove(browser, sent)
    assert OutsideIdentity.objects.standing().get().user == User.objects.customers().with_phone(PHONE).get()
    other = Client()
    assert through(other, door)["Location"] == "/applications/"
    assert is_in(other)
    assert len(sent) == 1


def test_where_somebody_wanted_to_go_is_kept(browser: Client, mei: User) -> None:
    link(mei, "wechat", "o-demo-shancha", at=AT)
    out = browser.get("/sign-in/door/wechat/?next=/demands/")["Location"]
    assert browser.get(agree("wechat", out))["Location"] == "/demands/"


def test_the_way_out_carries_state_nonce_and_challenge_and_asks_for_nothing_but_who(browser: Client) -> None:
    asked = parse_qs(urlsplit(browser.get(OUT["province"])["Location"]).query)
    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))
    assert asked["code_challenge"][0] != browser.session["door_begun"]["verifier"]


@pytest.mark.parametrize("spoil", ["issuer", "audience", "nonce", "expired", "signature", "none"])
def test_a_token_that_is_wrong_in_one_way_opens_nothing(
    browser: Client, mei: User, outside: Simulators, spoil: str
) -> None:
    link(mei, "province", "prov-000001", at=AT)
    outside.turn("identity", spoil=spoil)
    answer = through(browser, "province")
    assert (answer.status_code, is_in(browser)) == (400, False)
    assert ANYWAY in answer.content.decode()


def test_yesterdays_token_replayed_opens_nothing(browser: Client, mei: User, outside: Simulators) -> None:
    link(mei, "province", "prov-000001", at=AT)
    outside.turn("identity", same_token=True)
    assert through(Client(), "province").status_code == 302
    assert through(browser, "province").status_code == 400


@pytest.mark.parametrize("door", OUT)
def test_a_return_counts_once_and_only_in_the_browser_that_began(browser: Client, mei: User, door: str) -> None:
    link(mei, door, "o-demo-shancha" if door == "wechat" else "prov-000001", at=AT)
    back = agree(door, browser.get(OUT[door])["Location"])
    strange = Client()
    strange.get(OUT[door])
    assert strange.get(back).status_code == 400
    assert browser.get(back).status_code == 302
    assert Client().get(back).status_code == 400


@pytest.mark.parametrize("door", OUT)
@pytest.mark.parametrize("mood", [{"down": True}, {"error_rate": 1.0}, {"garbage": True}, {"delay_s": 1.5}])
def test_a_house_that_does_not_answer_leaves_the_number_and_code(
    browser: Client, outside: Simulators, door: str, mood: dict[str, Any]
) -> None:
    back = agree(door, browser.get(OUT[door])["Location"])
    outside.turn("wechat" if door == "wechat" else "identity", **mood)
    answer = browser.get(back)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "does not answer just now. Sign in with your mobile number" in page
    assert ANYWAY in page


def test_a_platform_that_is_down_from_the_start_says_so_at_once(browser: Client, outside: Simulators) -> None:
    outside.turn("identity", down=True)
    assert browser.get(OUT["province"]).status_code == 503


def test_who_thinks_better_of_it_comes_back_to_the_number(browser: Client) -> None:
    out = browser.get(OUT["province"])["Location"]
    assert ANYWAY in browser.get(agree("province", out, person="")).content.decode()


@pytest.mark.parametrize("code", ["..", "a" * 600, "//", "%00", "新"])
@pytest.mark.parametrize("door", OUT)
def test_an_odd_code_is_turned_away(browser: Client, door: str, code: str) -> None:
    state = parse_qs(urlsplit(browser.get(OUT[door])["Location"]).query)["state"][0]
    assert browser.get(f"{OUT[door]}back/", {"state": state, "code": code}).status_code == 400


def test_whoever_is_signed_in_links_with_a_code_to_their_own_number(
    browser: Client, sent: list[Any], mei: User
) -> None:
    browser.force_login(mei, "django.contrib.auth.backends.ModelBackend")
    assert through(browser, "wechat")["Location"] == "/my-data/doors/link/"
    assert "139****5678" in browser.get("/my-data/doors/link/").content.decode()
    assert browser.post("/my-data/doors/link/", {"code": "000000"}).status_code == 422
    assert not OutsideIdentity.objects.exists()
    browser.post("/my-data/doors/link/", {"code": sent[-1]["code"]})
    assert OutsideIdentity.objects.standing().get().user == mei
    browser.post("/my-data/doors/wechat/unlink/")
    assert not OutsideIdentity.objects.standing().exists()
    assert through(Client(), "wechat")["Location"] == "/sign-in/"


def test_an_identity_opens_one_account_and_no_second_is_named(browser: Client, sent: list[Any], mei: User) -> None:
    link(mei, "wechat", "o-demo-shancha", at=AT)
    other = welcome_customer("13700000001", at=AT)
    browser.force_login(other, "django.contrib.auth.backends.ModelBackend")
    assert through(browser, "wechat")["Location"] == "/my-data/"
    page = browser.get("/my-data/").content.decode()
    assert "opens another account here already" in page
    assert "139****" not in page
    assert sent == []


def test_whoever_is_not_the_one_from_the_door_signs_in_by_number_alone(browser: Client, sent: list[Any]) -> None:
    through(browser, "wechat")
    browser.post("/sign-in/without/")
    prove(browser, sent)
    assert is_in(browser)
    assert not OutsideIdentity.objects.exists()


def test_staff_are_sent_to_their_own_door(browser: Client, wang: User) -> None:
    browser.force_login(wang, "django.contrib.auth.backends.ModelBackend")
    assert browser.get(OUT["wechat"]).status_code == 403


def test_a_county_without_such_a_platform_shows_no_door(browser: Client, settings: Any) -> None:
    settings.CONNECTORS = {**settings.CONNECTORS, "identity": {"base_url": ""}}
    page = browser.get("/sign-in/").content.decode()
    assert OUT["wechat"] in page
    assert OUT["province"] not in page
    assert browser.get(OUT["province"]).status_code == 404


def test_two_people_cannot_link_the_same_identity(mei: User) -> None:
    link(mei, "wechat", "o-demo-shancha", at=AT)
    other = welcome_customer("13700000001", at=AT)
    with pytest.raises(Exception, match="not-allowed"):
        link(other, "wechat", "o-demo-shancha", at=AT)


def test_nothing_of_the_identity_is_stored_in_clear(mei: User) -> None:
    from django.db import connection

    link(mei, "province", "prov-000001", at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(i)::text FROM accounts_outsideidentity i")
        assert "prov-000001" not in cursor.fetchone()[0]
