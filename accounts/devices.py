"""Which family of browser and system somebody uses, in plain words; no versions, no models: it serves to know one's own again."""

from django.utils.translation import gettext as _

# The first that fits counts: many browsers name those they descend from.
BROWSERS = (
    ("edge", ("edg/", "edga/", "edgios/")),
    ("opera", ("opr/", "opera")),
    ("samsung", ("samsungbrowser",)),
    ("firefox", ("firefox/", "fxios/")),
    ("chrome", ("chrome/", "crios/", "chromium/")),
    ("safari", ("safari/",)),
)
SYSTEMS = (
    ("ipad", ("ipad",)),
    ("iphone", ("iphone", "ipod")),
    ("android", ("android",)),
    ("chromeos", ("cros ",)),
    ("windows", ("windows",)),
    ("mac", ("mac os x", "macintosh")),
    ("linux", ("linux", "x11")),
)
NAMES = {
    "edge": "Edge", "opera": "Opera", "samsung": "Samsung Internet", "firefox": "Firefox", "chrome": "Chrome",
    "safari": "Safari", "ipad": "iPad", "iphone": "iPhone", "android": "Android", "chromeos": "ChromeOS",
    "windows": "Windows", "mac": "Mac", "linux": "Linux",
}  # fmt: skip


def read_device(user_agent: str) -> str:
    """Return the family of browser and system that a browser says it is, as two words; '' for what nobody knows."""
    said = user_agent[:1_000].lower()
    words = (find(said, BROWSERS), find(said, SYSTEMS))
    return "/".join(words) if any(words) else ""


def find(said: str, families: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    return next((name for name, marks in families if any(mark in said for mark in marks)), "")


def describe_device(device: str) -> str:
    """Return it in words that a person knows the device by."""
    browser, _slash, system = device.partition("/")
    names = {"browser": NAMES.get(browser, ""), "system": NAMES.get(system, "")}
    if names["browser"] and names["system"]:
        return _("%(browser)s on %(system)s") % names
    return names["browser"] or names["system"] or _("A browser that we do not know by name")
