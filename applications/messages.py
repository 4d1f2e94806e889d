"""What customers are told in the course of a case. Numbers and dates only; never a name or an address."""

from django.utils.translation import gettext_lazy as _

from notifications.choices import Channel, Purpose
from notifications.templates import register

register(
    "application-prepared",
    _("We have prepared application %(number)s for your project"),
    _("It is filled in with what the authorities told us. Look at it and confirm it; without you nothing is done."),
)
register(
    "application-from-app",
    _("Your application %(number)s from the State Grid app is here"),
    _("What you filled in there stands in it. Look at it and confirm it; until then no time runs."),
    Purpose.REQUESTED,
)
register(
    "application-submitted",
    _("We have your application %(number)s"),
    _("We are fetching your papers from the authorities' records. You need not bring anything."),
)
register(
    "application-accepted",
    _("Application %(number)s is accepted"),
    _("Your promise dates run from today. You can watch each of them on the page of your application."),
)
register(
    "correction-requested",
    _("Application %(number)s: something is missing"),
    _("We have listed everything that is missing. Please answer by %(until_on)s. Nothing is lost meanwhile."),
)
register(
    "correction-reminder",
    _("Application %(number)s still waits for your answer"),
    _("Please answer by %(until_on)s on its page; a photo will do. Nothing is lost meanwhile."),
)
register(
    "application-refused",
    _("Application %(number)s could not be accepted"),
    _("The page of your application says why, how it can be cured, and where you can appeal."),
)
register(
    "application-closed-unanswered",
    _("Application %(number)s was closed"),
    _("We had no answer in time. You can open it again until %(until_on)s; nothing has to be typed twice."),
)
register(
    "survey-booked",
    _("Our visit for application %(number)s"),
    _("We will come on %(visit_at)s. Two of us come and show their cards. You can move the visit online."),
)
register(
    "case-with-level-above",
    _("The plan for %(number)s is decided above the county"),
    _("The city or the provincial company decides on it. You go on dealing with us alone; the days are on its page."),
)
register(
    "plan-replied",
    _("The supply plan for %(number)s is ready"),
    _("Please read and confirm it by %(until_on)s. If you do not agree, say so there; the plan stays valid meanwhile."),
)
register(
    "capacity-raised",
    _("More capacity for %(number)s"),
    _("%(firm_kva)s of %(applied_kva)s kVA are firm now. The rest follows by %(full_on)s."),
)
register(
    "capacity-dated",
    _("When the full capacity for %(number)s comes"),
    _("The works that make room are planned anew: all of %(applied_kva)s kVA by %(full_on)s. Until then %(firm_kva)s."),
)
register(
    "capacity-complete",
    _("All the capacity for %(number)s is there"),
    _("The works are done: all of %(applied_kva)s kVA are yours from now on. You need not do anything."),
)
register(
    "plan-expiring",
    _("The supply plan for %(number)s ends soon"),
    _("It is valid until %(until_on)s. Confirm it, or ask for more time."),
)
register(
    "plan-expired",
    _("The supply plan for %(number)s has ended"),
    _("The reserved capacity was given back. We will gladly make a new plan: ask us at any time."),
)
register(
    "works-opened",
    _("Works for %(number)s are prepared"),
    _("The page of your application shows what happens now, and until when."),
)
register(
    "works-started", _("Works for %(number)s have begun"), _("Our crew has started. You can follow the works online.")
)
register(
    "works-paused",
    _("Works for %(number)s are paused"),
    _("The page of your application says why and on what evidence. The days do not count against anybody in secret."),
)
register("works-done", _("Our works for %(number)s are finished"), _("They have been inspected and accepted."))
register(
    "permits-settled",
    _("Permits for %(number)s are settled"),
    _("Nothing stands against the works any more."),
)
register(
    "permit-refused",
    _("A permit for %(number)s was refused"),
    _("We look for another route with the authority. You need not do anything; your account manager will call you."),
)
register(
    "design-approved",
    _("Your drawings for %(number)s are approved"),
    _("You may build. When you begin, or when you are done, tell us on the page of your application."),
)
register(
    "design-returned",
    _("Your drawings for %(number)s need changes"),
    _("You have one complete list of them. Send the drawings again when they are changed."),
)
register(
    "hidden-works-passed",
    _("Hidden works for %(number)s are right"),
    _(
        "You may cover them and build on. If more is to be covered, ask us to look again; else tell us when you "
        "are done."
    ),
)
register(
    "hidden-works-failed",
    _("Hidden works for %(number)s have defects"),
    _("You have one complete list of them. Please cover nothing before they are mended and we have looked again."),
)
register(
    "inspection-passed",
    _("Inspection for %(number)s passed"),
    _("Your installation is in order. The contract comes next."),
)
register(
    "inspection-failed",
    _("Inspection for %(number)s found defects"),
    _("You have one complete list of them. Tell us online when they are mended."),
)
register(
    "contract-offered",
    _("The contract for %(number)s is ready"),
    _("Please read and sign it online. Then meter and power follow."),
)
register(
    "energised",
    _("Power is on: %(number)s"),
    _("Your supply is live. Your account number is on the page of your application."),
)
register(
    "energising-failed",
    _("Switching on %(number)s did not work yet"),
    _("The page of your application says what was found and who mends it."),
)
register(
    "rating-asked",
    _("How did we do with %(number)s?"),
    _("Your rating is anonymous to your account manager and cannot be changed by us."),
)
register(
    "application-withdrawn",
    _("Application %(number)s is withdrawn"),
    _("It costs nothing. What we have on record serves you for twelve months if you apply again."),
)
register(
    "application-terminated",
    _("Application %(number)s was ended"),
    _("The page of your application says on which legal ground, and where you can appeal."),
)
register(
    "application-suspended",
    _("Application %(number)s rests"),
    _("It goes on again on %(until_on)s, or earlier if you wish."),
)
register(
    "promise-moved", _("A promise date for %(number)s has changed"),
    _("The official calendar was published. The new date is %(new_on)s; it was %(old_on)s."),
)  # fmt: skip
register(
    "promise-extended", _("A promise date for %(number)s is later now"),
    _("The new date is %(new_on)s; it was %(old_on)s. The page of your application says why and on what evidence; two "
      "people confirmed it. If you do not agree, tell us: it is looked at again."),
)  # fmt: skip
register(
    "extension-waiting", _("%(number)s: a later day waits for a second person"),
    _("Please look at the evidence and confirm it or say no within a day. What nobody confirms does not move."),
    Purpose.WORK, (Channel.INBOX,),
)  # fmt: skip
for _key, _subject, _body in (
    (
        "manager-named",
        _("Your account manager for %(number)s"),
        _("Somebody looks after your application now. The page of it says who. You can ask for a change at any time."),
    ),
    (
        "manager-changed",
        _("Another account manager for %(number)s"),
        _("The change you asked for is made. The page of your application says who looks after it now."),
    ),
    (
        "manager-leave",
        _("Somebody stands in for your account manager (%(number)s)"),
        _("Your account manager is away. The page of your application says who is there for you. Dates do not change."),
    ),
    (
        "manager-back",
        _("Your account manager is back (%(number)s)"),
        _("From today your own account manager looks after your application again."),
    ),
    (
        "survey-to-be-moved",
        _("Please choose another time for our visit (%(number)s)"),
        _("Your new account manager cannot come on %(visit_at)s. Choose another time on the page of your application."),
    ),
    (
        "survey-cancelled",
        _("The visit for %(number)s is called off"),
        _("Choose another time on the page of your application whenever it suits you."),
    ),
    (
        "survey-near",
        _("We visit you soon (%(number)s)"),
        _("We come on %(visit_at)s. If that does not suit you any more, move the visit online."),
    ),
):
    register(_key, _subject, _body)
register(
    "survey-near-officer",
    _("Visit for %(number)s soon"),
    _("It begins on %(visit_at)s. Two of you go and show your cards."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "survey-cancelled-officer",
    _("The visit for %(number)s is called off"),
    _("The customer no longer expects you at the agreed hour. The case waits for another time."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "works-out-of-step",
    _("%(number)s: our works are planned to end after the customer's"),
    _("Ours are planned until %(ours_on)s, theirs until %(theirs_on)s. From 35 kV upwards ours end no later."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "works-called-off",
    _("Our works for %(number)s are called off"),
    _("The case has ended before they were done. Call the crew back and make the site safe; the case page says why."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "case-handed-over",
    _("Case %(number)s is now yours"),
    _("A colleague has handed it over to you. The case page says who and why."),
    channels=(Channel.INBOX,),
)
register(
    "key-project-yours",
    _("Key project %(number)s: you are its project manager"),
    _("You see it through to the day power is wanted. The case page says when that is."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "green-channel",
    _("%(number)s goes through the green channel"),
    _("As a key project it has a chief service officer and a project manager of its own. Its page says who they are."),
)
register(
    "mentioned-in-note",
    _("A colleague asks for you on case %(number)s"),
    _("You are named in a note on the case. Read it there."),
    Purpose.WORK,
    (Channel.INBOX,),
)
register(
    "note-for-customer",
    _("A note for you on %(number)s"),
    _("Somebody who works on your application wrote to you. You find it on its page."),
)
