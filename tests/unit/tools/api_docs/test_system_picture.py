from xml.etree import ElementTree

from tools.api_docs.system_picture import ARROWS, BOXES, HEIGHT, PICTURE, WIDTH, picture


def test_the_picture_is_up_to_date_and_well_formed() -> None:
    assert PICTURE.read_text() == picture()
    assert ElementTree.fromstring(picture()).tag.endswith("svg")  # noqa: S314 (our own)


def test_every_arrow_joins_boxes_that_lie_inside_the_picture() -> None:
    names = {box.name for box in BOXES}
    assert all({start, end} <= names for start, end in ARROWS)
    assert all(box.width // 2 <= box.x <= WIDTH - box.width // 2 for box in BOXES)
    assert all(25 <= box.y <= HEIGHT - 25 for box in BOXES)
