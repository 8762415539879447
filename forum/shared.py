"""Pages that are the same for everybody who is not known: made once, kept by the door (forum.door)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from forum.stamps import Recording

RECORDING = "forum.recording"
SEEN_BY = "forum.seen_by"  # in the WSGI environment: the member to whom a kept page was handed
# "qa" is how addresses of Question2Answer name a page.
PARAMETERS = (
    "after", "answer", "before", "by", "comments", "exact", "kind", "month", "order", "page", "post", "q", "qa", "show", "sort",
)  # fmt: skip
PAGED = ("after", "before", "page")  # what forum.lib.paging reads from an address
View = Callable[..., HttpResponse]


def shared_page(*parameters: str, marks_members: bool = True) -> Callable[[View], View]:
    """Let the door keep what a view returns for a visitor; `parameters` are those that change the page.

    All others are not there for the view: they can neither change a kept page nor make another one. `marks_members`: whether
    a member who stands on the page finds it different (as the author, say) and so gets it from the view.
    """
    strange = set(parameters) - set(PARAMETERS)
    if strange:
        raise ValueError(f"The door does not tell pages apart by {strange}.")

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            recording: Recording | None = request.META.get(RECORDING)
            if recording is None:
                return view(request, *args, **kwargs)
            narrow(request, parameters)
            if request.META["QUERY_STRING"] != recording.parameters:
                return view(request, *args, **kwargs)
            recording.marks_members = marks_members
            with recording.making():
                return view(request, *args, **kwargs)

        wrapper.is_shared = True  # type: ignore[attr-defined]
        return wrapper

    return decorate


def narrow(request: HttpRequest, parameters: tuple[str, ...]) -> None:
    """Take from a request what its view does not know, the rest in one order."""
    known = QueryDict(mutable=True)
    for name in sorted(parameters):
        if request.GET.get(name):
            known[name] = request.GET[name]
    known._mutable = False
    request.GET = known  # type: ignore[assignment]
    request.META["QUERY_STRING"] = known.urlencode()
