"""manage.py load_corpus: bulk-load a neutral corpus into an empty forum."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from qa.corpus.files import CorpusError
from qa.corpus.load import load_corpus
from qa.corpus.progress import Progress


class Command(BaseCommand):
    """Writes nothing where the forum has rows of its own, or where a file is damaged."""

    help = (
        "Loads a corpus (users.csv, categories.csv, tags.csv, posts.jsonl, votes.csv) into an empty forum, ids kept. "
        "Nobody can sign in as its members: their passwords are unusable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder with the files")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        progress = Progress(
            lambda text: self.stderr.write(text, style_func=str, ending=""), is_terminal=self.stderr.isatty()
        )
        try:
            load_corpus(folder, progress)
        except CorpusError as error:
            raise CommandError(str(error)) from error
