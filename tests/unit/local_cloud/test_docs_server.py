from cart_to_order.pages.beside import Beside
from local_cloud.docs_server import localised
from tools.api_docs.files import PAGE

URL = "http://127.0.0.1:4566/_aws/live?a=1&b=2"


def test_the_local_page_has_the_local_address_and_the_links_of_this_machine() -> None:
    links = Beside({"orders": "http://127.0.0.1:4013/orders"})
    page = localised(PAGE.read_text(), URL, links)

    assert "Address: <code>http://127.0.0.1:4566/_aws/live?a=1&amp;b=2</code>" in page
    assert "{region}" not in page
    assert 'href="http://127.0.0.1:4013/orders"' in page
