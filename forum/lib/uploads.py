"""How uploaded files are received: in memory, up to a cap, and never on a disk before somebody has looked at them."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

CAP_KILOBYTES = 20_000


class UploadRefused(ValueError):
    """A file that is not taken; str() is a sentence for whoever sent it."""


class CappedUploadHandler(FileUploadHandler):
    """Keeps a file of up to CAP_KILOBYTES; of a longer one so much that its size is seen to be over every limit.

    The rest is read and dropped, so that the text fields that follow the file in the form are not lost.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept.write(raw_data[: max(0, CAP_KILOBYTES * 1000 + 1 - self.kept.tell())])

    def file_complete(self, file_size: int) -> UploadedFile:
        size = self.kept.tell()
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name or "", self.content_type, size, self.charset
        )
