"""The words of a mapping file, each with its meaning: the reference page is made of them."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Scalar = bool | int | Decimal | str
OneChar = Annotated[str, StringConstraints(pattern=r'^[^"\r\n]$')]
SPLITS = Literal["last word", "first word", "comma"]


class Words(BaseModel):
    """Refuses words that mean nothing, so that a slip of the pen is not passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ColumnWords(Words):
    """What one column of the table means."""

    to: list[str] = Field(
        min_length=1,
        description="the field that gets the cell, or a list of fields. `key` is the idempotency "
        "key, `order_number` the number from which the key is made. "
        '`"City" = "..."` is short for `"City" = { to = "..." }`',
    )
    split: SPLITS | None = Field(
        None,
        description="divides a cell between the two fields of `to`, in their order: before its "
        "`last word`, after its `first word`, or at its first `comma`. If the cell has only one "
        "part, `last_name` gets it, or else the second field",
    )
    join: str | None = Field(
        None,
        description="appends the cell to the cell that an earlier column put into the same field, "
        "with this text between them",
    )
    values: dict[str, Scalar] = Field(
        {},
        description='replaces cells: `{ "United States" = "US" }`. Letter case does not matter. '
        'Other cells stay as they are; `""` makes a cell empty',
    )
    default: Scalar | None = Field(
        None,
        description="the field's value in an order, or a line, that has no cell for it. "
        "A default alone does not create an address or a line",
    )
    with_: dict[str, Scalar] = Field(
        {},
        alias="with",
        description='more fields to set if the cell is not empty: `{ "fees[0].name" = "Packing" }`',
    )
    as_: Literal["text", "discount"] | None = Field(
        None,
        alias="as",
        description="`text`: digits stay a text if the field takes numbers and texts "
        "(`option_value`). `discount`: the cell is an amount off; its minus sign is dropped, and "
        "0 is no discount",
    )
    per: str | None = Field(
        None,
        description="the column with a quantity. The cell's amount is divided by it, because the "
        "field is the amount for one piece. The result must be exact with 4 decimals",
    )
    sum: bool = Field(
        False,
        description="adds up the amounts of all rows of an order. Without it, all rows of an order "
        "must have the same amount",
    )
    optional: bool = Field(
        False, description="the column may be missing from a file. Without it, a file that "
        "lacks the column is refused"
    )  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        if isinstance(given, str | list):
            given = {"to": given}
        if isinstance(given, dict) and isinstance(given.get("to"), str):
            given = given | {"to": [given["to"]]}
        return given

    @model_validator(mode="after")
    def _agreed(self) -> "ColumnWords":
        if self.split and {"key", "order_number"} & {*self.to}:
            raise ValueError("split divides no key; give it a column of its own")
        if self.split and len(self.to) != 2:
            raise ValueError("split needs two fields in to, like first_name and last_name")
        if self.split and (self.per or self.sum or self.join):
            raise ValueError("split goes with none of per, sum and join")
        return self


class MappingWords(Words):
    """What a table means: its columns, and how it is written."""

    columns: dict[str, ColumnWords] = Field(
        {}, description="which column is which field; columns that are not listed are ignored"
    )
    constants: dict[str, Any] = Field(
        {},
        description="fields that are the same in every order; a field of a line is set in every "
        "line of the file",
    )
    skip: dict[str, list[str]] = Field(
        {},
        description="leaves out an order if one of its rows has one of these texts in this column. "
        'Letter case does not matter; `["*"]` is any text. The number of orders is reported',
    )
    line: str | None = Field(
        None,
        description="the column that identifies a line of an order: rows with the same text in it "
        "are one line. Without it, each row is a line",
    )
    continues: bool = Field(
        False, description="`true`: a row with an empty key belongs to the order of the row above"
    )
    delimiter: OneChar | None = Field(
        None,
        description="the character between cells. A line `sep=;` at the top of the file wins over "
        "it. Without both it is guessed (comma, semicolon, tab, bar), and the guess is reported",
    )
    quotes: Literal["csv", "none"] | None = Field(
        None,
        description="`none`: a quotation mark is a character like any other. `csv`: a cell may be "
        "in quotes; a quotation mark in it is then doubled. Without it, the file is read like "
        "`csv`, but a cell whose lines look like rows is a fault",
    )
    encoding: str | None = Field(
        None,
        description="the file's character encoding, by its name in Python (`cp1250`, "
        "`shift_jis`). Without it, UTF-8 and UTF-16 are recognised; any other file is read as "
        "Windows-1252, and that is reported. A file that is partly UTF-8 is refused",
    )
    decimal: Literal[".", ","] | None = Field(
        None,
        description="the decimal sign of amounts; the other one may stand between thousands. "
        "Without it, the sign is found from all amounts of the file; a guess is reported",
    )
