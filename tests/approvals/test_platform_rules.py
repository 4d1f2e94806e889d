"""A thousand lines of calls, doubled, replayed, shuffled, late and forged, end where the ordered one ends."""

import json
import random
from dataclasses import replace

import pytest

from approvals.platform.rules import Talk, fate_of, fold
from connectors.choices import Verdict
from connectors.construction.wire import News, Word, parse
from connectors.signing import NONCE, WINDOW_S, judge, sign

SECRET, PATH, NOW, OURS = "a key for tests", "/connect/construction/news/", 1_790_000_000, "permit-7"
STORIES = [
    [Word.CORRECTION, Word.GRANT],
    [Word.CORRECTION, Word.REFUSAL, Word.GRANT],
    [Word.GRANT, Word.REFUSAL, Word.CORRECTION],
    [Word.CORRECTION, Word.CORRECTION, Word.REFUSAL],
]


def told(seq, word, reference=OURS, document_no=""):
    return {"id": f"n{seq}", "reference": reference, "seq": seq, "word": word, "text": f"why {seq}",
            "document_no": document_no or f"文{seq}"}  # fmt: skip


def call(news, *, secret=SECRET, at=NOW):
    body = json.dumps(news).encode()
    return body, sign(secret, "POST", PATH, body, now_s=at)


def abuse(story, chance):
    """Every true word gets through at least once; between them everything that a bad line or a bad guy does."""
    true = [call(told(n + 1, word)) for n, word in enumerate(story)]
    line = list(true)
    for _n in range(chance.randint(0, 3)):
        number = chance.randrange(len(story))
        line += [
            call(told(number + 1, story[number])),  # doubled, signed anew
            chance.choice(true),  # replayed byte for byte
            call(told(number + 1, chance.choice(list(Word)[:3])), secret="somebody else"),
            call(told(number + 1, Word.GRANT), at=NOW - WINDOW_S - chance.randint(1, 9_000)),
            call(told(1, Word.GRANT, reference=chance.choice(["permit-8", "filing-7", ""]))),
        ]
    chance.shuffle(line)
    return line


def through_the_door(line):
    """What the callback lets in: genuine, in the window, a nonce never seen, one of ours."""
    nonces, words = set(), []
    for body, headers in line:
        if judge(SECRET, "POST", PATH, body, headers, now_s=NOW) is not Verdict.GENUINE or headers[NONCE] in nonces:
            continue
        nonces.add(headers[NONCE])
        try:
            news = parse(json.loads(body))
        except ValueError:
            continue
        words += [news] if news.reference == OURS else []
    return words


@pytest.mark.parametrize("story", STORIES)
def test_a_thousand_abused_lines_end_where_the_ordered_one_does(story):
    chance, ordered = random.Random(4), fold(parse(told(n + 1, word)) for n, word in enumerate(story))
    assert ordered.heard == len(story)
    for _n in range(1000 // len(STORIES)):
        assert fold(through_the_door(abuse(story, chance))) == replace(ordered, kept=ordered.kept)


def test_the_decision_that_comes_first_stands():
    assert (fold([parse(told(1, Word.GRANT)), parse(told(2, Word.REFUSAL))]).stage) == "GRANTED"


def test_a_gap_holds_back_what_comes_after_it():
    talk = Talk().hear(parse(told(2, Word.GRANT)))
    assert (talk.stage, talk.heard) == ("SUBMITTED_TO_GOV", 0)
    assert talk.hear(parse(told(1, Word.CORRECTION))).stage == "GOV_CORRECTION"


def test_a_changed_repeat_of_a_number_is_not_believed():
    talk = Talk().hear(parse(told(1, Word.GRANT))).hear(parse(told(1, Word.REFUSAL, document_no="x")))
    assert (talk.stage, talk.document_no) == ("GRANTED", "文1")


@pytest.mark.parametrize(
    ("word", "stage", "corrections", "fate"),
    [
        (Word.GRANT, "SUBMITTED_TO_GOV", 0, "TAKEN"),
        (Word.GRANT, "APPEAL", 1, "TAKEN"),
        (Word.GRANT, "GRANTED", 0, "PASSED_OVER"),
        (Word.GRANT, "GOV_CORRECTION", 1, "WAITING"),
        (Word.CORRECTION, "SUBMITTED_TO_GOV", 1, "PASSED_OVER"),
        (Word.CORRECTION, "APPEAL", 0, "PASSED_OVER"),
        (Word.REFUSAL, "CANCELLED", 0, "PASSED_OVER"),
        (Word.RECEIPT, "SUBMITTED_TO_GOV", 0, "PASSED_OVER"),
    ],
)
def test_the_fate_of_a_word(word, stage, corrections, fate):
    assert fate_of(word, stage=stage, corrections=corrections) == fate
    assert isinstance(News("n", OURS, 1, word), News)
