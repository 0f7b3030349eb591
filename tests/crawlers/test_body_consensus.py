from lxml import html

from crawlers.pages.body_blocks import read_blocks
from crawlers.pages.body_consensus import Reading, agree, blocks_in, is_doubtful, prose_share
from crawlers.pages.body_root import Ground, find_ground

LINES = [f"This is paragraph number {i} of a text, and it says something that no other says." for i in range(8)]


def ground() -> Ground:
    tree = html.document_fromstring(
        "<html><body><h1>T</h1>" + "".join(f"<p>{line}</p>" for line in LINES) + "</body></html>"
    )
    return find_ground(*read_blocks(tree), title="T")


def ours(*chosen: int) -> Reading:
    return Reading(how="density", chosen=chosen)


def test_a_reading_of_everything_is_not_doubtful_and_of_a_part_it_is() -> None:
    page = ground()
    assert prose_share(page, ours(*range(1, 9))) == 1.0
    assert not is_doubtful(page, ours(*range(1, 9)))
    assert is_doubtful(page, ours(1, 2))


def test_two_readers_who_agree_outvote_us() -> None:
    text = "\n".join(LINES)
    assert list(agree(ground(), ours(1), trafilatura=text, readability=text).chosen) == list(range(1, 9))


def test_one_reader_who_agrees_with_us_is_enough() -> None:
    reading = agree(ground(), ours(1, 2, 3), trafilatura="\n".join(LINES[:3]), readability=LINES[7])
    assert reading == ours(1, 2, 3)


def test_others_who_only_add_a_line_do_not_win() -> None:
    text = "\n".join(LINES[:5])
    assert agree(ground(), ours(1, 2, 3, 4), trafilatura=text, readability=text) == ours(1, 2, 3, 4)


def test_where_nobody_agrees_a_much_longer_reading_is_taken() -> None:
    reading = agree(ground(), ours(1), trafilatura="\n".join(LINES[2:]), readability="")
    assert (reading.how, list(reading.chosen)) == ("trafilatura", list(range(3, 9)))
    assert agree(ground(), ours(1, 2), trafilatura="\n".join(LINES[4:6]), readability="") == ours(1, 2)


def test_text_that_no_block_holds_is_kept_as_lines() -> None:
    reading = agree(ground(), ours(), trafilatura="Hidden words. " * 20 + "\n\nMore.", readability="")
    assert reading.unseen == (("Hidden words. " * 20).strip(), "More.")
    assert agree(ground(), ours(), trafilatura="", readability="") == ours()


def test_short_lines_count_only_beside_longer_ones() -> None:
    blocks, _ = read_blocks(
        html.document_fromstring(f"<p>a text</p><p>x</p><p>x</p><p>x</p><p>by</p><p>Note</p><p>{LINES[0]}</p>")
    )
    assert blocks_in(f"a text, Note {LINES[0]}", blocks) == [5, 6]
