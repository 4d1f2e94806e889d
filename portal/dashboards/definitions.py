"""What each number means, in one sentence each: on the page, in the API and in every export."""

from django.utils.translation import gettext_lazy as _

DEFINITIONS = (
    ("cases", _("Under way"), _("Submitted, and neither with power nor ended otherwise. Drafts are not counted.")),
    ("overdue", _("Overdue"), _("The soonest running promise of the company is past its last instant. "
                                "Under Authority: the authorities' clock.")),
    ("today", _("Due today"), _("The soonest running promise ends today at 24:00 or earlier, and is not past yet.")),
    ("at_risk", _("At risk"), _("Amber: 60 % of a promise is used or one workday is left, and it is not due today.")),
    ("likely", _("Likely to be late"), _("Not overdue yet, and the forecast gives it a chance of at least one third "
                                         "to break a promise.")),
    ("finished", _("With power"), _("Energised within the period, by local days, first and last day included.")),
    ("on_time", _("All our stages on time"), _("Every promise of the company in the case was kept; one late stage is "
                                               "enough to lose the case.")),
    ("team", _("Team"), _("The trade at whose desk the case lies first. The one room has no teams by place; whoever "
                          "wants to see places or people looks under Township or Account manager.")),
    ("later_day", _("Later days"), _("A promise that two people gave a later day counts as kept only when it was kept "
                                     "by its first day.")),
    ("every_stage", _("All stages on time"), _("The same, and the authorities kept their promise too.")),
    ("median", _("Median workdays"), _("From application to power: half of the cases took no longer. Days on which "
                                       "the case rested for nobody's sake are left out.")),
    ("p90", _("90th percentile"), _("Nine of ten cases took no longer.")),
    ("company", _("Our workdays"), _("Mean workdays of a case that were the company's turn; a day is somebody else's "
                                     "only when it was so from 0:00 to 24:00.")),
    ("government", _("The authorities' workdays"), _("Mean workdays of a case on which we waited for permits. They "
                                                     "are never counted as ours.")),
    ("customer", _("The customer's workdays"), _("Mean workdays of a case on which it was the customer's turn.")),
    ("mean_score", _("Satisfaction"), _("Mean of one to five, given by customers after power; not shown for fewer "
                                        "than five ratings.")),
    ("undelivered", _("Not delivered"), _("Messages to known people that got through on no try and that nobody has "
                                          "seen to yet.")),
)  # fmt: skip
