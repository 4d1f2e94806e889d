"""News from the accounts room.

`code_issued`: a one-time code was recorded (and committed) and must go out now. Sent with `phone`, `code`, `purpose`
(a `CodePurpose`), `reference` (unique, for the SMS operator), `language` and `at`. A receiver hands it to the SMS
connector at once and keeps neither the code nor the number: a code is never stored in clear nor sent again by itself.
Receivers are called robustly: one that fails is logged, and the person asks for another code.

`door_changed`: a further way to sign in was linked to a person, or is no longer. Sent with `identity` (an
`OutsideIdentity`), `is_linked` and `at`, in the transaction of the change.
"""

from django.dispatch import Signal

code_issued = Signal()
door_changed = Signal()
