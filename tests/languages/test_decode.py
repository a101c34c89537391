"""Whatever the scores, a tree is a tree and names follow IOB2; and they are the best there are."""

import itertools

import numpy as np
import pytest

from menurut.languages.decode import best_names, best_tree, is_tree, trees_in

_NO_SELF = -1e4


def scores(words: int, seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    made = np.random.default_rng(seed).normal(size=(words, words + 1)).astype(np.float32)
    made[np.arange(words), np.arange(1, words + 1)] = _NO_SELF
    return made


@pytest.mark.parametrize("seed", range(60))
def test_the_best_tree_of_a_short_sentence_is_the_best_of_all(seed: int) -> None:
    words = seed % 3 + 1
    given = scores(words, seed)
    trees = [t for t in itertools.product(range(words + 1), repeat=words) if is_tree(np.array(t))]
    best = max(sum(given[i, head] for i, head in enumerate(tree)) for tree in trees)
    found = best_tree(given)
    assert sum(given[i, head] for i, head in enumerate(found)) == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize("seed", range(20))
def test_a_batch_of_noise_gives_trees_with_one_root(seed: int) -> None:
    sizes = [5, 17, 1, 40]
    width = max(sizes)
    batch = np.full((len(sizes), width, width + 1), _NO_SELF, dtype=np.float32)
    for number, size in enumerate(sizes):
        batch[number, :size, : size + 1] = scores(size, 10 * seed + number)
    for heads, size in zip(trees_in(batch, sizes), sizes, strict=True):
        assert is_tree(heads[:size])
        assert not heads[size:].any()


def test_a_cycle_and_two_roots_are_no_tree() -> None:
    assert is_tree(np.array([0, 1, 2]))
    assert not is_tree(np.array([2, 1, 0]))
    assert not is_tree(np.array([0, 0, 1]))


@pytest.mark.parametrize("seed", range(20))
def test_name_tags_follow_iob2_and_are_the_likeliest_that_do(seed: int) -> None:
    given = np.random.default_rng(seed).normal(size=(4, 7)).astype(np.float32) * 3

    def legal(path: tuple[int, ...]) -> bool:
        return all(
            tag in (0, 1, 3, 5) or before in (tag, tag - 1) for before, tag in zip((0, *path), path, strict=False)
        )

    best = max(sum(given[i, t] for i, t in enumerate(p)) for p in itertools.product(range(7), repeat=4) if legal(p))
    found = best_names(given)
    assert legal(tuple(found))
    assert sum(given[i, tag] for i, tag in enumerate(found)) == pytest.approx(best, abs=1e-4)
