"""Teaching the encoder which texts are of somebody in need, and asking it."""

import random
import time
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from learning.encoder import WIDTH, Numbers, fill_up, read_base, score
from learning.slips import mistype
from qa.care.rules.wordpieces import Pieces

Window = Sequence[int]
RATE = 5e-5  # of learning, at its highest
ROUNDS = 4  # over all texts
FIXED = (
    "embeddings.",
    "encoder.layer.0.",
    "encoder.layer.1.",
)  # what pieces are stays as it is; so it holds for unseen words, too
BATCH = 16
WARMING = 0.1  # share of the steps in which the rate rises
DECAY = 0.01
JITTER = 8  # pieces: batches are of like lengths, but not the same ones in each round
ASKED = 32  # windows at a time


def teach(texts: Sequence[tuple[str, bool]], pieces: Pieces, seed: int = 1) -> Numbers:
    """Return the encoder as it is after reading labelled texts ROUNDS times, each time with other slips of the keyboard."""
    dice, slips = np.random.default_rng(seed), random.Random(seed)  # noqa: S311 - slips, nothing secret
    base = read_base()
    fixed = {name: value for name, value in base.items() if name.startswith(FIXED)}
    by: Numbers = {name: value for name, value in base.items() if name not in fixed}
    by["need.weight"] = jnp.asarray(dice.normal(0, 0.02, WIDTH), jnp.float32)
    by["need.bias"] = jnp.zeros(())
    steps = ROUNDS * -(-len(texts) // BATCH)
    rate = optax.warmup_cosine_decay_schedule(0, RATE, max(int(steps * WARMING), 1), steps, RATE / 50)
    rule = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=DECAY))
    state, key, step, started = rule.init(by), jax.random.PRNGKey(seed), 0, time.monotonic()

    def loss(
        by: Numbers, numbers: jax.Array, there: jax.Array, wanted: jax.Array, key: jax.Array
    ) -> jax.Array:
        return optax.sigmoid_binary_cross_entropy(score(fixed | by, numbers, there, key), wanted).mean()

    @jax.jit
    def go_on(
        by: Numbers, state: Any, numbers: jax.Array, there: jax.Array, wanted: jax.Array, key: jax.Array
    ) -> tuple[Numbers, Any, jax.Array]:
        wrong, slopes = jax.value_and_grad(loss)(by, numbers, there, wanted, key)
        changes, state = rule.update(slopes, state, by)
        return optax.apply_updates(by, changes), state, wrong

    for count in range(ROUNDS):
        windows, needs = [], []
        for text, need in texts:
            for window in pieces.list_windows(mistype(text, slips)):
                windows.append(window)
                needs.append(need)
        lengths = np.array([len(window) for window in windows]) + dice.random(len(windows)) * JITTER
        order = np.argsort(lengths)
        batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        dice.shuffle(batches)
        total = 0.0
        for batch in batches:
            chosen = np.resize(batch, BATCH)  # a last batch that is short is filled with itself
            numbers, there = fill_up([windows[at] for at in chosen])
            wanted = jnp.asarray([float(needs[at]) for at in chosen])
            step += 1
            by, state, wrong = go_on(by, state, numbers, there, wanted, jax.random.fold_in(key, step))
            total += float(wrong)
        print(
            f"  round {count + 1}: loss {total / len(batches):.4f}, {time.monotonic() - started:.0f} s",
            flush=True,
        )
    return fixed | by


quick_score = jax.jit(score)


def ask(by: Numbers, texts: Sequence[Sequence[Window]]) -> list[float]:
    """Return the score of each text: that of its most telling window."""
    windows = sorted(
        ((at, window) for at, text in enumerate(texts) for window in text), key=lambda one: len(one[1])
    )
    found = [-9.0] * len(texts)
    for start in range(0, len(windows), ASKED):
        part = windows[start : start + ASKED]
        filled = [window for _at, window in part] + [part[0][1]] * (ASKED - len(part))
        for (at, _window), value in zip(part, np.asarray(quick_score(by, *fill_up(filled))), strict=False):
            found[at] = max(found[at], float(value))
    return found
