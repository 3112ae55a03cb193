"""Every sentence of a page that states a number or a comparison is held by one of `CLAIMS`.

A sentence that matches none of them fails: whoever writes it says here how it is to be checked, on
numbers that are worked out without the lecture's code.
"""

import re

import pytest
from claims.claim import EVERY_NETWORK
from claims.depth_claims import DEPTH_CLAIMS
from claims.descent_claims import DESCENT_CLAIMS
from claims.loss_claims import LOSS_CLAIMS
from claims.softmax_claims import SOFTMAX_CLAIMS
from claims.walk_claims import WALK_CLAIMS
from named_numbers import Case
from stated import STATES, sentences_of
from three_networks import every_page

from tui_mlp.lecture.pages.page import Page, Sentence

CLAIMS = WALK_CLAIMS | SOFTMAX_CLAIMS | LOSS_CLAIMS | DEPTH_CLAIMS | DESCENT_CLAIMS
"""What each sentence says, as a regular expression, and what has to hold for it."""


def sentences(page: Page) -> list[str]:
    found = [
        sentence
        for block in page.blocks
        if isinstance(block, Sentence)
        for sentence in sentences_of(block.text)
    ]
    return [sentence for sentence in found if STATES.search(sentence)]


@pytest.mark.parametrize("name", EVERY_NETWORK)
def test_every_sentence_that_states_a_number_or_a_comparison_is_true(name: str) -> None:
    case = Case(name)
    for page in every_page(name):
        for sentence in sentences(page):
            matches = [
                (m, check)
                for claim, check in CLAIMS.items()
                if (m := re.fullmatch(claim, sentence))
            ]
            assert matches, f"{page.title}: nothing holds {sentence!r}"
            for match, check in matches:
                assert check(case, match, page), (page.title, sentence)


def test_every_claim_is_made_somewhere() -> None:
    said = [s for name in EVERY_NETWORK for page in every_page(name) for s in sentences(page)]
    unused = [claim for claim in CLAIMS if not any(re.fullmatch(claim, s) for s in said)]
    assert unused == []
