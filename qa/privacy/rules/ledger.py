"""Reading the ledger (qa/privacy/ledger.toml), and comparing it with the tables that there are."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "ledger.toml"
WORDS = frozenset({"why", "mine", "acted", "shown", "withheld", "elsewhere", "none"})


@dataclass(frozen=True)
class Table:
    """What the ledger says of one table. `kinds` has the kind of each personal column."""

    name: str
    why: str = ""
    mine: tuple[str, ...] = ()
    acted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    withheld: Mapping[str, str] = field(default_factory=dict)
    elsewhere: str = ""
    none: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> set[str]:
        return {*self.none, *self.kinds}

    @property
    def exported(self) -> tuple[str, ...]:
        """Columns that the export has of a member's own rows."""
        return tuple(name for name in self.kinds if name not in self.withheld)


@cache
def read_ledger() -> dict[str, Table]:
    """Return the whole ledger, by the names of the tables."""
    return {name: read_table(name, said) for name, said in tomllib.loads(FILE.read_text()).items()}


def read_table(name: str, said: Mapping[str, object]) -> Table:
    """Return one table. Raises ValueError where a column has two kinds."""
    kinds: dict[str, str] = {}
    for kind, columns in said.items():
        if kind in WORDS:
            continue
        for column in read_list(columns):
            if column in kinds:
                raise ValueError(f"{name}.{column} is said to be both {kinds[column]} and {kind}.")
            kinds[column] = kind
    acted, withheld = said.get("acted", {}), said.get("withheld", {})
    return Table(
        name=name,
        why=str(said.get("why", "")),
        mine=read_list(said.get("mine", [])),
        acted={column: read_list(columns) for column, columns in acted.items()} if isinstance(acted, dict) else {},
        shown=read_list(said.get("shown", [])),
        withheld={column: str(word) for column, word in withheld.items()} if isinstance(withheld, dict) else {},
        elsewhere=str(said.get("elsewhere", "")),
        none=read_list(said.get("none", [])),
        kinds=kinds,
    )  # fmt: skip


def read_list(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def compare(ledger: Mapping[str, Table], schema: Mapping[str, set[str]], kinds: set[str]) -> list[str]:
    """Return what is wrong with the ledger, each with what to write into it. `schema`: the columns of each table there is."""
    wrong = []
    for name in sorted({*ledger, *schema}):
        if name not in schema:
            wrong.append(f"{name}: this table is gone. Take [{name}] out of {FILE.name}.")
        elif name not in ledger:
            wrong.append(
                f"{name}: this table is not in {FILE.name}. Without personal data add\n"
                f'    [{name}]\n    why = "..."\n'
                f"else sort its columns by kind ({', '.join(sorted(kinds))}):\n"
                f'    [{name}]\n    mine = ["member_id"]\n    none = {sorted(schema[name])}'.replace("'", '"')
            )
        else:
            wrong += compare_table(ledger[name], schema[name], kinds)
    return wrong


def compare_table(table: Table, columns: set[str], kinds: set[str]) -> list[str]:
    """Return what is wrong with what the ledger says of one table that exists."""
    if table.why:
        extra = table.columns | set(table.mine)
        return [f"{table.name}: either `why`, or columns; not both."] if extra else []
    wrong = [
        f"{table.name}.{column}: a column that the ledger does not know. What of a person is in it? Below [{table.name}] in "
        f'{FILE.name} add "{column}" to the list of its kind ({", ".join(sorted(kinds))}), or to none = [...].'
        for column in sorted(columns - table.columns)
    ]
    wrong += [
        f"{table.name}.{column}: this column is gone. Take it out of [{table.name}] in {FILE.name}."
        for column in sorted(table.columns - columns)
    ]
    wrong += [
        f"{table.name}.{column}: there is no kind {kind!r} (qa.privacy.rules.kinds.KINDS)."
        for column, kind in table.kinds.items()
        if kind not in kinds
    ]
    named = {*table.acted, *table.shown, *table.withheld} - set(table.kinds)
    wrong += [
        f"{table.name}.{column}: said to be exported or not, but of no kind." for column in sorted(named)
    ]
    wrong += [
        f"{table.name}.{column} is in two lists: none, and {table.kinds[column]}."
        for column in sorted(set(table.none) & set(table.kinds))
    ]
    if table.kinds and not (table.mine or table.acted or table.elsewhere):
        wrong.append(
            f'{table.name}: whose are its rows? Add mine = ["..."], or elsewhere = "..." with the reason.'
        )
    return wrong
