"""What becomes of a word of the platform, whatever order it arrives in: a fold over words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from approvals.choices import PermitStage
from approvals.platform.models import Fate
from connectors.construction.wire import News, Word

STAGE_AFTER = {
    Word.GRANT: PermitStage.GRANTED, Word.REFUSAL: PermitStage.GOV_REFUSED, Word.CORRECTION: PermitStage.GOV_CORRECTION,
}  # fmt: skip
OPEN_TO_DECIDE = frozenset({PermitStage.SUBMITTED_TO_GOV, PermitStage.APPEAL})


def fate_of(word: str, *, stage: str, corrections: int) -> Fate:
    """Waiting while our answer is being written; passed over when it comes after the last word or asks twice."""
    if stage == PermitStage.GOV_CORRECTION:
        return Fate.WAITING
    if word == Word.CORRECTION:
        is_in_order = stage == PermitStage.SUBMITTED_TO_GOV and corrections == 0
    else:
        is_in_order = word in STAGE_AFTER and stage in OPEN_TO_DECIDE
    return Fate.TAKEN if is_in_order else Fate.PASSED_OVER


@dataclass(frozen=True)
class Talk:
    """One permit as the platform's words make it: `kept` by their number, `heard` up to which all were taken in."""

    stage: str = PermitStage.SUBMITTED_TO_GOV
    corrections: int = 0
    document_no: str = ""
    missing: str = ""
    heard: int = 0
    kept: Mapping[int, News] = field(default_factory=dict)
    fates: Mapping[int, str] = field(default_factory=dict)

    def hear(self, news: News) -> Talk:
        """Keep a word, the first of its number, and take in all that is now in order."""
        return replace(self, kept={news.seq: news, **self.kept}).settled()

    def answer(self) -> Talk:
        """Our answer to the question is sent; what waited for it goes on."""
        if self.stage != PermitStage.GOV_CORRECTION:
            return self
        return replace(self, stage=PermitStage.SUBMITTED_TO_GOV).settled()

    def settled(self) -> Talk:
        talk = self
        while (news := talk.kept.get(talk.heard + 1)) is not None:
            fate = fate_of(news.word, stage=talk.stage, corrections=talk.corrections)
            if fate == Fate.WAITING:
                break
            talk = talk._moved(news, fate)
        return talk

    def _moved(self, news: News, fate: Fate) -> Talk:
        talk = replace(self, heard=news.seq, fates={**self.fates, news.seq: fate.value})
        if fate != Fate.TAKEN:
            return talk
        talk = replace(talk, stage=STAGE_AFTER[news.word])
        if news.word == Word.CORRECTION:
            return replace(talk, corrections=talk.corrections + 1, missing=news.text)
        return replace(talk, document_no=news.document_no)


def fold(words: Iterable[News]) -> Talk:
    """Where a line of words leads when our answer comes as soon as it is asked for."""
    talk = Talk()
    for news in words:
        talk = talk.hear(news).answer()
    return talk
