"""The open cases of the demo county: every stage, every kind of supply, green, amber and red."""

from __future__ import annotations

from applications.demo.walk import Story

S = Story
FIRST, SECOND, THIRD = "13800000001", "13800000002", "13800000003"
EXPIRED = {"papers": "expired"}
OPEN = (
    # Of the three customers whose sign-ins are printed
    S(1, "shop", 2, "finish_grid_works", phone=FIRST),
    S(2, "factory", 3, "confirm_plan", phone=SECOND),
    S(3, "home", 1, "record_survey", late={"record_survey": 1}, phone=THIRD),
    S(4, "charger", 0, "submit", phone=THIRD),
    S(60, "farm", 28, score=5, phone=FIRST),
    # Taken up
    S(5, "shop", 0, "book_survey"),
    S(11, "shop", 1, "settle_document", **EXPIRED),
    S(12, "home", 3, "correct", ("request_correction",), **EXPIRED),
    # Survey and plan
    S(14, "shop", 3, "start_works"),
    S(17, "plant", 3, "draft_plan"),
    S(18, "plant", 6, "reply_plan"),
    S(21, "plant", 9, "draft_plan@PLAN_DISPUTED", ("dispute_plan",)),
    S(22, "plant", 12, "uphold_plan", ("dispute_plan", "refer_to_chief")),
    # With the authorities
    S(23, "street", 4, permits={"PLANNING": "GRANT", "GREENING": "TAKE", "ROAD_ADMINISTRATION": "CORRECTION"}),
    S(24, "far-factory", 6, permits={"PLANNING": "GRANT", "GREENING": "TAKE", "ROAD_ADMINISTRATION": "GRANT"}),
    S(26, "far-factory", 9, permits={"PLANNING": "GRANT", "GREENING": "REFUSE", "ROAD_ADMINISTRATION": "GRANT"}),
    # Works
    S(31, "station", 16, "finish_grid_works", late={"finish_grid_works": 20}),
    S(32, "shop", 3, "accept_grid_works"),
    S(61, "corner", 4, "sign_undertaking"),
    S(34, "station", 14, "pass_inspection"),
    # Contract, meter, power and after
    S(39, "shop", 4, "offer_contract"),
    S(41, "shop", 5, "install_meter"),
    S(42, "charger", 5, "energise"),
    S(43, "site", 24, "report_completion@ENERGISE_FAILED", ("fail_energising",)),
    S(44, "shop", 8, "record_visit"),
    # For a limited time: one soon over, one over
    S(62, "fair", 16, phone=SECOND, ends_in=6),
    S(63, "fair", 22, phone=THIRD, ends_in=-2),
    # Resting, and late
    S(47, "factory", 15, "resume", ("suspend@WORKS",)),
    S(49, "farm", 8, "finish_grid_works", late={"finish_grid_works": 9}),
)
# The rest of what stands open: they come when the portal is up already.
MORE = (
    S(6, "home", 0, "book_survey", papers="away"),
    S(7, "farm", 1, "book_survey"),
    S(13, "more", 3, "settle_document", **EXPIRED),
    S(8, "shop", 1, "record_survey", late={"record_survey": 1}),
    S(10, "more", 1, "record_survey", late={"record_survey": 2}),
    S(16, "factory", 3, "reply_on_site"),
    S(20, "hospital", 9, "draft_plan@ESCALATED", ("escalate",)),
    S(25, "street", 4, permits={"PLANNING": "GRANT", "GREENING": "GRANT", "ROAD_OCCUPATION": "GRANT"}),
    S(27, "far-factory", 5, permits={"PLANNING": ""}),
    S(29, "factory", 4, "start_grid_works"),
    S(33, "factory", 6, "resume_grid_works", ("pause_grid_works",)),
    S(35, "plant", 16, "start_rectifying", ("fail_inspection",)),
    S(36, "site", 10, "report_completion"),
    S(37, "hospital", 22, "approve_design"),
    S(40, "home", 4, "sign_contract"),
    S(48, "more", 6, "resume", ("suspend@ACCEPTED",)),
    S(50, "home", 7, "start_works", **EXPIRED),
    S(53, "farm", 4, "finish_grid_works", late={"finish_grid_works": 2}),
)
