"""The three machines, move by move: a typing mistake or a forgotten edge shows here."""

from approvals.models import Filing, Permit, Round


def moves(model):
    found = model._meta.get_field("stage").get_all_transitions(model)
    return {(t.name, t.source, t.target) for t in found}


def test_every_move_of_a_round():
    assert moves(Round) == {
        ("close", "OPEN", "CLOSED"),
        ("close", "REFUSED", "CLOSED"),
        ("refuse", "OPEN", "REFUSED"),
        ("reroute", "OPEN", "REROUTED"),
        ("reroute", "REFUSED", "REROUTED"),
        ("cancel", "OPEN", "CANCELLED"),
        ("cancel", "REFUSED", "CANCELLED"),
    }


def test_every_move_of_a_permit():
    assert moves(Permit) == {
        ("complete", "PACKAGE_DRAFT", None),
        ("submit", "PACKAGE_DRAFT", "SUBMITTED_TO_GOV"),
        ("request_correction", "SUBMITTED_TO_GOV", "GOV_CORRECTION"),
        ("supplement", "GOV_CORRECTION", "SUBMITTED_TO_GOV"),
        ("grant", "SUBMITTED_TO_GOV", "GRANTED"),
        ("grant", "APPEAL", "GRANTED"),
        ("refuse", "SUBMITTED_TO_GOV", "GOV_REFUSED"),
        ("refuse", "APPEAL", "GOV_REFUSED"),
        ("reroute", "GOV_REFUSED", "REROUTE"),
        ("take", "SUBMITTED_TO_GOV", None),
        ("take", "APPEAL", None),
        ("appeal", "GOV_REFUSED", "APPEAL"),
        ("cancel", "PACKAGE_DRAFT", "CANCELLED"),
        ("cancel", "SUBMITTED_TO_GOV", "CANCELLED"),
        ("cancel", "GOV_CORRECTION", "CANCELLED"),
        ("cancel", "GOV_REFUSED", "CANCELLED"),
        ("cancel", "APPEAL", "CANCELLED"),
    }


def test_every_move_of_a_filing():
    assert moves(Filing) == {
        ("file_undertaking", "FILING_DRAFT", "FILED"),
        ("record_receipt", "FILED", None),
        ("close_filing", "FILED", "RESTORED"),
        ("cancel", "FILING_DRAFT", "CANCELLED"),
    }


def test_every_guard_has_its_sentence():
    for model in (Round, Permit, Filing):
        for move in model._meta.get_field("stage").get_all_transitions(model):
            assert all(str(guard.sentence) for guard in move.conditions)
