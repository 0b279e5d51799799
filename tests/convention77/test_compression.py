"""A page comes compressed; what answers to something that was sent along comes as it is."""

import gzip

import pytest

from tests.people import Cast


def test_a_page_is_smaller_and_the_same(cast: Cast) -> None:
    client = cast.sarah.client()
    plain, small = client.get("/faits/"), client.get("/faits/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert len(small.content) < len(plain.content) / 2
    page = gzip.decompress(small.content).decode()
    assert page.rstrip().endswith("</html>")
    assert page.count("</") == plain.content.decode().count("</")


@pytest.mark.parametrize(
    ("address", "typed"), [("/faits/?q=porte", None), ("/annuaire/?q=a", None), ("/faits/nouveau/", {"facts": "porte"})]
)
def test_what_was_typed_is_never_compressed_with_what_is_secret(
    cast: Cast, address: str, typed: dict[str, str] | None
) -> None:
    client, accepts = cast.sarah.client(), {"accept-encoding": "gzip"}
    answer = client.get(address, headers=accepts) if typed is None else client.post(address, typed, headers=accepts)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_a_file_is_not(cast: Cast) -> None:
    answer = cast.sarah.client().get(
        f"/annuaire/postes/{cast.maud.post.pk}/vcard/", headers={"accept-encoding": "gzip"}
    )
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
