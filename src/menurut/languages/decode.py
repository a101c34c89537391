"""From scores to structures: the best tree of a sentence, and the best sequence of name tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

# O B-PER I-PER B-ORG I-ORG B-LOC I-LOC: an I follows only a B or I of its type
_FORBIDDEN = np.zeros((7, 7), dtype=np.float32)
for _inside in (2, 4, 6):
    _FORBIDDEN[:, _inside] = -1e4
    _FORBIDDEN[_inside - 1, _inside] = _FORBIDDEN[_inside, _inside] = 0.0


def best_names(scores: NDArray[np.float32], greedy: NDArray[np.int64] | None = None) -> list[int]:
    """The best sequence of IOB2 tags (Viterbi) for scores of words x 7; ``greedy``: the best tag of each word."""
    chosen: list[int] = (scores.argmax(1) if greedy is None else greedy).tolist()
    if not any(chosen) or all(
        tag in (0, 1, 3, 5) or before in (tag, tag - 1) for before, tag in zip([0, *chosen], chosen, strict=False)
    ):
        return chosen
    best = scores[0].copy()
    best[[2, 4, 6]] = -1e4
    back = np.zeros(scores.shape, dtype=np.int64)
    for i in range(1, len(scores)):
        through = best[:, None] + _FORBIDDEN
        back[i] = through.argmax(0)
        best = through.max(0) + scores[i]
    tag = int(best.argmax())
    path = [tag]
    for i in range(len(scores) - 1, 0, -1):
        tag = int(back[i, tag])
        path.append(tag)
    return path[::-1]


def trees_in(scores: NDArray[np.float32], sizes: Sequence[int]) -> NDArray[np.int64]:
    """The best trees of a batch: heads, sentences x words, for scores of sentences x words x (root and words)."""
    heads: NDArray[np.int64] = scores.argmax(2)
    width = heads.shape[1]
    here = np.arange(width)[None] < np.array(sizes)[:, None]
    heads[~here] = 0
    above = np.zeros((len(heads), width + 1), dtype=heads.dtype)
    above[:, 1:] = heads
    begins = np.arange(0, above.size, width + 1)[:, None]  # of each sentence, all words in one row
    reached = above
    for _ in range(width.bit_length() + 1):
        reached = reached.ravel()[reached + begins]
    broken = reached.any(1) | (((heads == 0) & here).sum(1) != 1)
    for i in np.flatnonzero(broken).tolist():
        size = sizes[i]
        heads[i, :size] = best_tree(scores[i, :size, : size + 1])
    return heads


def is_tree(heads: NDArray[np.int64]) -> bool:
    """Whether heads (of words 1, 2, ...; 0 the root) form one tree with one root word."""
    if int((heads == 0).sum()) != 1:
        return False
    above = np.concatenate([[0], heads])
    reached = above
    for _ in range(len(heads).bit_length() + 1):
        reached = reached[reached]
    return not reached.any()


def best_tree(scores: NDArray[np.float32]) -> list[int]:
    """The best single-rooted tree for scores of words x (root and words), by Chu-Liu and Edmonds where it is needed."""
    greedy = scores.argmax(1)
    if is_tree(greedy):
        return [int(head) for head in greedy]
    size = len(scores)
    full = np.full((size + 1, size + 1), -np.inf)
    full[1:] = scores.astype(np.float64)
    np.fill_diagonal(full, -np.inf)
    roots = (np.argsort(-full[1:, 0])[:3] + 1).tolist()  # a tree may have one root word: the likeliest three are tried
    nodes = range(1, size + 1)
    most = [0.0, *full[1:, 1:].max(1).tolist()]  # of each word that is not the root
    likeliest = [0, *(full[1:, 1:].argmax(1) + 1).tolist()]
    best: list[int] = []
    best_total = -np.inf
    for root in roots:
        total = _summed(full[root, 0] if node == root else most[node] for node in nodes)
        if best and total <= best_total:
            continue  # no tree with this root is better
        heads = [*likeliest]
        heads[root] = 0
        if _cycle(heads):
            tried = full.copy()
            tried[1:, 0] = -np.inf
            tried[root] = -np.inf
            tried[root, 0] = full[root, 0]
            heads = _edmonds(tried).tolist()
            total = _summed(full[node, heads[node]] for node in nodes)
        if not best or total > best_total:
            best, best_total = heads, total
    return best[1:]


def _summed(scores: Iterable[float]) -> float:
    """The sum, added one by one: no larger for scores that are each no larger, to the last bit."""
    total = 0.0
    for score in scores:
        total += score
    return float(total)


def _cycle(heads: Sequence[int]) -> list[int]:
    state = [0] * len(heads)
    for start in range(1, len(heads)):
        path, node = [], start
        while node != 0 and state[node] == 0:
            state[node] = start
            path.append(node)
            node = heads[node]
        if node != 0 and state[node] == start and node in path:
            return path[path.index(node) :]
    return []


def _edmonds(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Heads of all nodes (node 0 is the root and has none) in the best arborescence."""
    heads: NDArray[np.int64] = scores.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads.tolist())
    if not cycle:
        return heads
    members = np.array(cycle)
    inside = np.zeros(len(scores), dtype=bool)
    inside[members] = True
    rest = np.flatnonzero(~inside)
    kept = scores[members, heads[members]]
    total = sum(kept)
    small = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
    others = scores[rest]
    small[:-1, :-1] = others[:, rest]
    out = others[:, members]
    small[:-1, -1] = out.max(1)
    into = scores[members][:, rest] - kept[:, None] + total
    small[-1, :-1] = into.max(0)
    solved = _edmonds(small)
    result: NDArray[np.int64] = heads.copy()
    # Who hangs on the cycle hangs on its best member; the others keep the node that the smaller tree gives them.
    chosen, ours = solved[1:-1], rest[1:]
    result[ours] = np.where(chosen == len(rest), members[out[1:].argmax(1)], np.append(rest, 0)[chosen])
    entry = solved[-1]
    entered = members[into[:, entry].argmax()]
    result[entered] = rest[entry]
    return result


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The chances of the choices in the last dimension."""
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    found: NDArray[np.float32] = raised / raised.sum(-1, keepdims=True)
    return found


def mean_of(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of one or more rows, as ``rows.mean(0)`` gives it in a third of the time."""
    found: NDArray[np.float32] = np.add.reduce(rows) / len(rows)
    return found
