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
        description="the field that the cells are, or a list of fields; `key` and `order_number` "
        "are the idempotency key and the number that it is made of. "
        '`"City" = "..."` is short for `"City" = { to = "..." }`',
    )
    split: SPLITS | None = Field(
        None,
        description="divides a cell between the two fields of `to`, in their order: before its "
        "`last word`, after its `first word`, or at its first `comma`. "
        "What has no second part is the last name's, if one is named",
    )
    join: str | None = Field(
        None,
        description="adds the cell to what an earlier column gave the same field, with this text "
        "between them",
    )
    values: dict[str, Scalar] = Field(
        {},
        description='what stands for what, whatever the case: `{ "United States" = "US" }`. '
        'Other cells stay as they are; `""` makes a cell empty',
    )
    default: Scalar | None = Field(
        None,
        description="what the field is in an order, or a line, that has no cell for it. "
        "It makes no address and no line",
    )
    with_: dict[str, Scalar] = Field(
        {},
        alias="with",
        description="fields that come along with a cell that is not empty: "
        '`{ "fees[0].name" = "Packing" }`',
    )
    as_: Literal["text", "discount"] | None = Field(
        None,
        alias="as",
        description="`text`: digits stay a text where the field takes both (`option_value`). "
        "`discount`: an amount off; its minus is dropped, and 0 is no discount",
    )
    per: str | None = Field(
        None,
        description="the column with the quantity that the cell's amount is for: "
        "the field is the amount of one. It must come out exactly, in 4 decimals",
    )
    sum: bool = Field(
        False,
        description="adds up the amounts of all rows of an order; otherwise they must be equal",
    )
    optional: bool = Field(
        False, description="lets the column be missing from a file; otherwise such a file is "
        "refused"
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
        {}, description="which column is which field; columns that are not named are passed over"
    )
    constants: dict[str, Any] = Field(
        {},
        description="fields that are the same in every order; of a line, in every line that "
        "is there",
    )
    skip: dict[str, list[str]] = Field(
        {},
        description="leaves out every order one of whose rows has one of these texts in this "
        'column, whatever the case; `["*"]` is any text. How many is reported',
    )
    line: str | None = Field(
        None,
        description="the column that names a line of an order: rows with the same text there are "
        "one line. Without it each row is a line",
    )
    continues: bool = Field(
        False, description="a row with an empty key goes on with the order of the row above it"
    )
    delimiter: OneChar | None = Field(
        None,
        description="what stands between cells. Without it the file's own line `sep=;` says so, "
        "or else it is guessed (comma, semicolon, tab, bar) and reported",
    )
    quotes: Literal["csv", "none"] = Field(
        "csv",
        description='`none`: a quotation mark is a character like any other; `csv`: cells may be '
        'in quotes, doubled within them',
    )  # fmt: skip
    encoding: str | None = Field(
        None,
        description="how the file's bytes are characters, by its name in Python (`cp1250`, "
        "`shift_jis`). Without it UTF-8 and UTF-16 are recognised, and anything else is read as "
        "Windows-1252 and reported",
    )
    decimal: Literal[".", ","] | None = Field(
        None,
        description="what stands before the decimals of an amount; the other one may stand "
        "between thousands. Without it the whole file is looked at, and a guess is reported",
    )
