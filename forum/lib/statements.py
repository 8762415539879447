"""Querysets whose SQL is made once: for pages that ask the same with other values each time.

`Statement(Post.objects.filter(pk=Given("pk")))` is compiled when it is made; `run(pk=7)` only sends it. Statements are made by
functions with `@lru_cache` around them, whose arguments are all that shapes the SQL; what differs from page to page is Given.
"""

from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import BooleanField, Expression, F, Field, Func, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


class Given(Expression):
    """A value that is not known until the statement runs, in place of any value of a queryset."""

    def __init__(self, name: str, output_field: "Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


def among(column: str, values: Given) -> Func:
    """The condition that a column holds one of the values, which run() gets as a list."""
    choice = Func(values, function="ANY")
    return Func(F(column), choice, template="%(expressions)s", arg_joiner=" = ", output_field=BooleanField())


class Statement(Generic[M]):
    """The rows of a queryset, joined ones included, read as Django itself would read them."""

    def __init__(self, rows: "QuerySet[M]") -> None:
        compiler = rows.query.get_compiler(using=rows.db)
        self.db, self.compiler = rows.db, compiler
        self.sql, self.params = compiler.as_sql()
        info = compiler.klass_info
        self.model: type[M] = info["model"]
        self.begin, self.end = info["select_fields"][0], info["select_fields"][-1] + 1
        self.names = [column[0].target.attname for column in compiler.select[self.begin : self.end]]
        self.populators = get_related_populators(info, compiler.select, self.db)  # type: ignore[call-arg]  # stubs of Django 6
        self.annotations = list(compiler.annotation_col_map.items())
        self.converters = compiler.get_converters([column[0] for column in compiler.select])

    def run(self, **values: Any) -> list[M]:
        """Return the rows for these values. Raises KeyError when one is missing."""
        params = [values[one.name] if isinstance(one, Given) else one for one in self.params]
        with connections[self.db].cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return [self.build(row) for row in found]

    def build(self, row: Any) -> M:
        one = self.model.from_db(self.db, self.names, row[self.begin : self.end])
        for populator in self.populators:
            populator.populate(row, one)
        for name, column in self.annotations:
            setattr(one, name, row[column])
        return one
