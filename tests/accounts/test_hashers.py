"""Passwords of members who were brought over from other software: made by PHP itself, compared here."""

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from accounts.hashers import adopt
from forum import settings as deployed
from tests import make

OURS = deployed.PASSWORD_HASHERS
QUOTED = 'it\'s "calm"\\'
# How it was kept, and the password.
KEPT = [
    ("$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "test12345"),  # of phpass's own test
    ("$P$8iSbOs8KxDiV8.1eGqmBZiBmcYjqDb1", make.PASSWORD),
    ("$H$8iSbOs8KxDiV8.1eGqmBZiBmcYjqDb1", make.PASSWORD),
    ("$P$8d.wcVeos6j7abA3jUKPtG8vPKFmSC/", QUOTED),  # as a form of WordPress hands it on
    ("$2y$04$cFlaS/Xzg3eRIDtLOnCz.es8wX4TUQhO25lyp.EzIybqv7F0xBENm", make.PASSWORD),
    ("$2y$04$bYDCVgQhQxJZBiQLz2snCOGPfZbUOyr7vbCfhSmzRenwjFeKAoNYq", "é" * 60),  # PHP looks at 72 bytes
    ("$wp$2y$04$C6OTJQ3wM3DA7yz21/L9kecLPZsyCofq6OlP.uaTOQetb2XFxL8Nu", make.PASSWORD),
]


@pytest.mark.parametrize(("kept", "password"), KEPT)
def test_a_password_kept_by_other_software_fits_and_no_other_does(settings, kept, password):
    settings.PASSWORD_HASHERS = OURS
    stored = adopt(kept)
    assert check_password(password, stored)
    for wrong in ("x" + password, password.upper(), "", kept, "x" * 5_000, "\0", password + "\0"):
        fits = wrong == password + "\0" and not kept.startswith("$2y")  # WordPress takes that off, too
        assert check_password(wrong, stored) is fits, repr(wrong)


@pytest.mark.parametrize("kept", ["", "calm-river-7", "5f4dcc3b5aa765d61d8327deb882cf99", "$P$z" + "a" * 30,
                                  "$2y$31$" + "a" * 53, "$wp$P$8iSbOs8KxDiV8.1eGqmBZiBmcYjqDb1"])  # fmt: skip
def test_what_is_no_way_of_keeping_passwords_that_is_known_is_refused(kept):
    with pytest.raises(ValueError, match="No way"):
        adopt(kept)


@pytest.mark.django_db
def test_whoever_was_brought_over_signs_in_as_ever_and_the_password_is_written_anew(settings):
    settings.PASSWORD_HASHERS = OURS
    for kept, password in (KEPT[3], KEPT[6]):
        member = make.user()
        member.password = adopt(kept)
        member.save()
        for _time in ("the first", "the second"):
            answer = Client().post("/accounts/login/", {"login": member.username, "password": password})
            assert answer.status_code == 302
            member.refresh_from_db()
            assert member.password.startswith("scrypt$")
