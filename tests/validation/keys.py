"""Cases: keys and signatures that browsers take, and those they do not."""

from typing import Final

from bot.core.vocabulary import Problem
from tests.validation.lab import anchor, case, leaf, middle, root, under

_KEY: Final = Problem.UNSUPPORTED_KEY
_WEAK: Final = Problem.WEAK_SIGNATURE

CASES: Final = (
    case("anchor_p192", anchor(key="secp192r1"), _KEY),
    case("anchor_p384", anchor(key="secp384r1")),
    case("anchor_p521", anchor(key="secp521r1")),
    case("anchor_dsa", anchor(key="dsa1024"), _KEY),
    case("anchor_ed25519", anchor(key="ed25519"), _KEY),
    case("anchor_rsa_1024", anchor(key="rsa1024"), why="small-anchor"),
    case("anchor_rsa_2052", anchor(key="rsa2052")),
    case("anchor_explicit_curve", anchor(explicit_curve=True), _KEY),
    case("leaf_explicit_curve", leaf(explicit_curve=True), _KEY, why="leaf-key"),
    case("leaf_p192", leaf(key="secp192r1"), _KEY, why="leaf-key"),
    case("leaf_p384", leaf(key="secp384r1")),
    case("leaf_p521", leaf(key="secp521r1"), _KEY, why="leaf-p521"),
    case("leaf_dsa", leaf(key="dsa1024"), _KEY, why="leaf-key"),
    case("leaf_ed25519", leaf(key="ed25519"), _KEY, why="leaf-key"),
    case("leaf_rsa_1024", leaf(key="rsa1024")),
    case("leaf_rsa_2048", leaf(key="rsa2048")),
    case("leaf_rsa_2052", leaf(key="rsa2052")),
    case("leaf_sha1", leaf(hash_name="sha1"), _WEAK),
    case("leaf_md5", lambda: under(root(key="rsa2048"), hash_name="md5"), _WEAK),
    case("leaf_pss", lambda: under(root(key="rsa2048"), pss=True)),
    case("leaf_sha384", leaf(hash_name="sha384")),
    case("leaf_sha512", leaf(hash_name="sha512")),
    case("intermediate_sha1", middle(hash_name="sha1"), _WEAK),
    case("anchor_sha1", anchor(hash_name="sha1")),
)
