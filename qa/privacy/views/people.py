"""Whose data it is: somebody signed in, or somebody who left and has just given their password."""

import time

from django.http import HttpRequest

from accounts.models import User
from qa.privacy.models import Departure
from qa.views.requests import MemberRequest

RETURNING = "privacy.returning"
SECONDS = 1_200


def let_return(request: HttpRequest, member: User) -> None:
    """Remember for some minutes that this is the member who left. The session opens nothing else."""
    request.session[RETURNING] = [member.pk, int(time.time())]


def find_returning(request: HttpRequest) -> Departure | None:
    """Return the departure of who is coming back, None where nobody is."""
    kept = request.session.get(RETURNING)
    if not isinstance(kept, list) or len(kept) != 2 or time.time() - kept[1] > SECONDS:
        return None
    found = Departure.objects.open().select_related("member").filter(member_id=kept[0]).first()
    return found


def find_person(request: MemberRequest) -> User | None:
    """Return whose data may be shown."""
    if request.viewer.user is not None:
        return request.viewer.user
    departure = find_returning(request)
    return departure.member if departure else None
