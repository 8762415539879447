"""Files are received in memory up to a cap, and the words beside them are never lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from forum.lib.uploads import CAP_KILOBYTES


def receive(content):
    sent = {"before": "one", "file": SimpleUploadedFile("a.jpg", content), "zafter": "two"}
    return RequestFactory().post("/", sent)


@pytest.mark.parametrize("length", [0, 1, 70_000, 3_000_000])
def test_a_file_arrives_as_it_was_sent(length):
    content = bytes(range(256)) * (length // 256) + b"x" * (length % 256)
    received = receive(content).FILES["file"]
    assert (received.size, received.name) == (length, "a.jpg")
    assert received.read() == content
    assert not hasattr(received, "temporary_file_path")


def test_of_a_file_over_the_cap_just_enough_is_kept_to_see_that_and_the_words_after_it_are_read():
    request = receive(bytes(CAP_KILOBYTES * 1000 + 3_000_000))
    assert request.FILES["file"].size == CAP_KILOBYTES * 1000 + 1
    assert (request.POST["before"], request.POST["zafter"]) == ("one", "two")
