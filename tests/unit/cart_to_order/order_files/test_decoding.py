import pytest

from cart_to_order.order_files.decoding import decoded
from cart_to_order.problems import Unreadable

TEXT = "key,name\npo-1,Zéphyrine\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_recognised_with_and_without_a_mark(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding), "orders.csv").text == TEXT


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_a_marked_file_is_no_guess(mark: bytes) -> None:
    order = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert decoded(mark + TEXT.encode(order), "orders.csv").guess == ""


def test_what_is_not_unicode_is_read_as_windows_1252_and_reported() -> None:
    found = decoded(TEXT.encode("cp1252"), "orders.csv")
    assert found.text == TEXT
    assert "read as Windows-1252: check a name that has accents" in found.guess


UTF8, WINDOWS = "po-1,Müller\r\n".encode(), "po-2,Núñez\r\n".encode("cp1252")


@pytest.mark.parametrize(
    ("content", "line"),
    [(UTF8 * 2 + WINDOWS, 3), (WINDOWS + UTF8, 1), (UTF8[:-2] + b"\r" + WINDOWS, 2),
     ("po-1,鈴木\n".encode() + WINDOWS, 2), ("po-1,Иван\n".encode() + WINDOWS, 2)],
)  # fmt: skip
def test_a_file_in_two_encodings_is_refused_with_the_line_that_is_no_utf_8(
    content: bytes, line: int
) -> None:
    with pytest.raises(Unreadable) as refused:
        decoded(content, "orders.csv")
    assert str(refused.value) == (
        f"orders.csv is partly UTF-8, partly another encoding: line {line} is not UTF-8. Save all "
        "of it as UTF-8. Only if all of it is in one other encoding, name that in the mapping, "
        'like encoding = "cp1252".'
    )


@pytest.mark.parametrize(
    "text", ["„Gasthof Strauß“", "Le «CAFÉ»", "CAFÉ\u2019S, ß", "É\xa0: é", "Ö\u2013Ü"]
)
def test_capitals_before_a_mark_of_punctuation_are_windows_1252(text: str) -> None:
    assert decoded(f"{text}, é\n".encode("cp1252"), "orders.csv").text == f"{text}, é\n"


def test_what_seems_to_be_in_two_encodings_is_read_as_the_mapping_says() -> None:
    content = "IRMÃ“, é".encode("cp1252")
    with pytest.raises(Unreadable, match='like encoding = "cp1252"'):
        decoded(content, "orders.csv")
    assert decoded(content, "orders.csv", "cp1252").text == "IRMÃ“, é"


def test_the_mapping_can_say_the_encoding() -> None:
    found = decoded("key,name\npo-1,Łucja\n".encode("cp1250"), "orders.csv", "cp1250")
    assert "Łucja" in found.text
    assert found.guess == ""


@pytest.mark.parametrize(
    ("content", "encoding", "words"),
    [
        ("東".encode("shift_jis") + b"\x81", None, "neither UTF-8 nor Windows-1252"),
        (b"\xff\xfea", None, "not in utf-16-le"),
        (b"\xc3", "utf-8", "orders.csv is not in utf-8: save it as UTF-8"),
        (b"a", "klingon", "encoding 'klingon' is unknown"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(
    content: bytes, encoding: str | None, words: str
) -> None:
    with pytest.raises(Unreadable, match=words):
        decoded(content, "orders.csv", encoding)


def test_an_empty_file_is_an_empty_text() -> None:
    assert decoded(b"", "orders.csv").text == ""
