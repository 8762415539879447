"""The words of the site, synonyms, and what was not found."""

from django.db import migrations, models
from django.db.models import F, Q

# Words as they are written, not their stems: no numbers, addresses of mail or pages, and each part of a hyphenated word.
# What makes a title's words is immutable, so an index may hold it.
CREATE = """
CREATE TEXT SEARCH CONFIGURATION forum_words (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION forum_words
    ADD MAPPING FOR asciiword, word, hword_asciipart, hword_part WITH unaccent, simple;

-- The word itself, and the word with each one letter left out. Two words share one of these if they are one typing error
-- apart: a letter too many, one missing, another one, two swapped.
CREATE FUNCTION word_neighbours(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT left(word, place - 1) || substr(word, place + 1)) || word FROM generate_series(1, length(word)) place
$$;

-- Words come in at night and are looked up all day.
CREATE INDEX search_word_neighbours ON search_word USING gin (word_neighbours(word)) WITH (fastupdate = off);
CREATE INDEX search_word_trigrams ON search_word USING gin (word gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX search_word_prefix ON search_word (word text_pattern_ops);

-- Searches that are kept rely on the words and the synonyms.
SELECT forum_keep_stamps('search_word', 'forum_touch_keys(15)');
SELECT forum_keep_stamps('search_synonym', 'forum_touch_keys(15)');
"""
DROP = """
SELECT forum_drop_stamps('search_synonym');
SELECT forum_drop_stamps('search_word');
DROP INDEX search_word_prefix;
DROP INDEX search_word_trigrams;
DROP INDEX search_word_neighbours;
DROP FUNCTION word_neighbours(text);
DROP TEXT SEARCH CONFIGURATION forum_words;
"""
NUMBER = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    initial = True
    dependencies = [("qa", "0036_audience_stamps"), ("search", "0001_documents")]
    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.CharField(max_length=30, primary_key=True, serialize=False)),
                ("question_count", models.PositiveIntegerField()),
                ("title_count", models.PositiveIntegerField(default=0)),
                ("stem", models.CharField(db_index=True, default="", max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="WordCount",
            fields=[
                ("word", models.CharField(max_length=30, primary_key=True, serialize=False)),
                ("question_count", models.PositiveIntegerField()),
                ("title_count", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="WordBuild",
            fields=[
                NUMBER,
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("cursor", models.BigIntegerField(default=0)),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("total_count", models.PositiveIntegerField(default=0)),
                ("newest_id", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.Value(1), condition=Q(finished_at__isnull=True), name="search_wordbuild_one_at_work"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                NUMBER,
                ("words", models.CharField(max_length=60, verbose_name="who searches for")),
                ("means", models.CharField(db_index=True, max_length=60, verbose_name="also finds")),
                ("is_mutual", models.BooleanField(default=True, verbose_name="and the other way round")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="added")),
            ],
            options={
                "verbose_name": "synonym",
                "verbose_name_plural": "synonyms",
                "constraints": [
                    models.UniqueConstraint(fields=("words", "means"), name="search_synonym_once"),
                    models.CheckConstraint(condition=~Q(words=F("means")), name="search_synonym_another"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Miss",
            fields=[
                NUMBER,
                ("query", models.CharField(max_length=60, verbose_name="words")),
                ("day", models.DateField(db_index=True, verbose_name="day")),
                ("count", models.PositiveIntegerField(default=1, verbose_name="times")),
            ],
            options={
                "verbose_name": "search without result",
                "verbose_name_plural": "searches without result",
                "constraints": [models.UniqueConstraint(fields=("query", "day"), name="search_miss_once")],
            },
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
