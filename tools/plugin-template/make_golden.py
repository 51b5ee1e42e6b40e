"""Golden values of generalised cross-entropy (arXiv 1805.07836, equation 6), from a reference in float64.

    python3 make_golden.py > src/main/resources/META-INF/offprint/golden.json

Needs NumPy. The gradient is worked out by hand, so it shares nothing with the Java code:
    d loss / d z_j = p_y^q (p_j - [j = y]) / N
"""
import json
import numpy as np


def case(random, rows, classes, q, scale):
    logits = np.round(random.normal(size=(rows, classes)) * scale, 3)
    labels = random.integers(0, classes, rows)
    shifted = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    of_label = p[np.arange(rows), labels]
    one_hot = np.eye(classes)[labels]
    return {
        "q": q,
        "logits": logits.tolist(),
        "labels": labels.tolist(),
        "loss": float(((1 - of_label ** q) / q).mean()),
        "gradient": (of_label[:, None] ** q * (p - one_hot) / rows).tolist(),
    }


random = np.random.default_rng(1805)
print(json.dumps({
    "arxiv": "1805.07836",
    "reference": "NumPy, float64",
    "cases": [case(random, 5, 4, q, scale) for q, scale in [(0.7, 1), (0.1, 3), (1.0, 2), (0.7, 10)]],
}, indent=1))
