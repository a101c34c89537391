"""The network of actors: networkx reads it, and it keeps to what Gephi's schema allows."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from menurut.export import Selection
from menurut.export.gexf import NAMESPACE, write
from tests.conftest import opened
from tests.export.stored import make_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("gexf") / "s.db")


def network(store: Path, out: Path, selection: Selection | None = None) -> nx.MultiDiGraph:
    assert write(store, out, selection or Selection()) == [out]
    return nx.MultiDiGraph(nx.read_gexf(out, version="1.3"))


def edges(graph: nx.MultiDiGraph) -> dict[tuple[str, str, str], dict[str, object]]:
    names = nx.get_node_attributes(graph, "label")
    return {(names[a], names[b], data["type"]): data for a, b, data in graph.edges(data=True)}


def test_who_acts_on_whom_and_who_denies_what_whom_says(store: Path, tmp_path: Path) -> None:
    found = edges(network(store, tmp_path / "n.gexf"))
    assert set(found) == {
        ("Indonesia", "Malaysia", "ASSAULT"),
        ("Indonesia", "Malaysia", "SUPPORT"),
        ("Malaysia", "Indonesia", "SUPPORT"),
        ("Tomas Ilman", "Kementerian Pertahanan Selmora", "DENIES"),
        ("Malaysia", "Kementerian Pertahanan Selmora", "CONFIRMS"),
    }
    attack = found["Indonesia", "Malaysia", "ASSAULT"]
    assert attack["weight"] == attack["sources"] == 1
    assert (attack["articles"], attack["incidents"]) == (3, 1)
    assert attack["spells"] == [("2031-03-04", "2031-03-04")]
    denial = found["Tomas Ilman", "Kementerian Pertahanan Selmora", "DENIES"]
    assert denial["spells"] == [("2031-03-05", "2031-03-05"), ("2031-03-06", "2031-03-06")]


def test_kinds_and_countries_are_those_of_the_actors(store: Path, tmp_path: Path) -> None:
    graph = network(store, tmp_path / "n.gexf")
    kinds = {data["label"]: (data["kind"], data.get("country")) for _, data in graph.nodes(data=True)}
    assert kinds["Indonesia"] == ("state", "IDN")
    assert kinds["Tomas Ilman"] == ("person", "IDN")


def test_the_file_keeps_to_the_schema(store: Path, tmp_path: Path) -> None:
    write(store, tmp_path / "n.gexf", Selection())
    root = ElementTree.parse(tmp_path / "n.gexf").getroot()
    assert root.tag == f"{{{NAMESPACE}}}gexf"
    (graph,) = root.findall(f"{{{NAMESPACE}}}graph")
    assert [child.tag.partition("}")[2] for child in graph] == ["attributes", "attributes", "nodes", "edges"]
    assert graph.attrib.items() >= {"mode": "dynamic", "timeformat": "date", "defaultedgetype": "directed"}.items()
    nodes = {node.attrib["id"] for node in graph.iter(f"{{{NAMESPACE}}}node")}
    numbers = [edge.attrib["id"] for edge in graph.iter(f"{{{NAMESPACE}}}edge")]
    assert len(set(numbers)) == len(numbers)
    for edge in graph.iter(f"{{{NAMESPACE}}}edge"):
        assert {edge.attrib["source"], edge.attrib["target"]} <= nodes
        spells = [(spell.attrib["start"], spell.attrib["end"]) for spell in edge.iter(f"{{{NAMESPACE}}}spell")]
        assert spells == sorted(spells)
        assert all(graph.attrib["start"] <= start <= end <= graph.attrib["end"] for start, end in spells)


def test_names_that_are_no_xml_do_not_break_it(tmp_path: Path) -> None:
    path = make_store(tmp_path / "s.db")
    with opened(path) as connection:
        connection.execute("UPDATE identities SET name = ? WHERE name = 'Indonesia'", ('Indo <&"\x07\ufffe>',))
    labels = nx.get_node_attributes(network(path, tmp_path / "n.gexf"), "label").values()
    assert 'Indo <&"��>' in labels


def test_an_empty_choice_is_an_empty_network(store: Path, tmp_path: Path) -> None:
    assert len(network(store, tmp_path / "n.gexf", Selection(until="1999-01-01"))) == 0
