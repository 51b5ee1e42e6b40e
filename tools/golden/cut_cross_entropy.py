"""Golden values of cut cross-entropy (arXiv 2411.09009), from an independent float64 reference.

    python3 tools/golden/cut_cross_entropy.py > methods/src/test/resources/golden/cut-cross-entropy.json

Needs NumPy. The reference holds all logits, differentiates by hand and shares nothing with the Java code. The authors' own kernels run on a
GPU only, so they are not asked; their options (soft cap, shift, ignore index, filter by blocks) are those of apple/ml-cross-entropy.
"""
import json
import numpy as np

IGNORE = -100


def reference(embeddings, classifier, targets, bias=None, softcap=None, filter_eps=None, block=(1, 1), reduction="mean"):
    kept = np.flatnonzero(targets != IGNORE)
    e, y = embeddings[kept], targets[kept]
    z = e @ classifier.T + (0 if bias is None else bias)
    a = z if softcap is None else softcap * np.tanh(z / softcap)
    top = a.max(axis=1, keepdims=True)
    lse = (top + np.log(np.exp(a - top).sum(axis=1, keepdims=True)))[:, 0]
    each = lse - a[np.arange(len(y)), y]
    g = np.exp(a - lse[:, None])
    g[np.arange(len(y)), y] -= 1
    skipped = 0
    for i in range(0, len(y) if filter_eps else 0, block[0]):
        for j in range(0, len(classifier), block[1]):
            part = g[i:i + block[0], j:j + block[1]]
            if (np.abs(part) < filter_eps).all():
                part[:] = 0
                skipped += 1
    if softcap is not None:
        g = g * (1 - (a / softcap) ** 2)
    g = g / len(y) if reduction == "mean" else g
    d_embeddings = np.zeros_like(embeddings)
    d_embeddings[kept] = g @ classifier
    losses = np.zeros(len(targets))
    losses[kept] = each
    return {
        "nll": losses, "lse": lse, "loss_mean": each.mean(), "loss_sum": each.sum(), "skipped_blocks": skipped,
        "dE": d_embeddings, "dC": g.T @ e, "dbias": g.sum(axis=0),
    }


def case(name, e, c, targets, shift=0, bias=None, softcap=None, filter_eps=None, block=(1, 1), reduction="mean"):
    y = np.asarray(targets)
    if shift:
        scored, labels = e[:, :-shift].reshape(-1, e.shape[-1]), y[:, shift:].reshape(-1)
    else:
        scored, labels = e, y
    inputs = {"E": e, "C": c, "targets": y, "bias": bias, "softcap": softcap, "shift": shift or None, "reduction": reduction, "filter_eps": filter_eps,
              "block_tokens": block[0] if filter_eps else None, "block_vocab": block[1] if filter_eps else None}
    return {"name": name, "inputs": {key: value for key, value in inputs.items() if value is not None},
            "outputs": reference(scored, c, labels, bias, softcap, filter_eps, block, reduction)}


def plain(value):
    """What JSON can hold."""
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def lines(value, depth=0):
    """JSON with a line a key, so that a case fits in a review."""
    if isinstance(value, dict):
        inner = ",\n".join("  " * (depth + 1) + json.dumps(k) + ": " + lines(v, depth + 1) for k, v in value.items())
        return "{\n" + inner + "\n" + "  " * depth + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[" + ", ".join(lines(v, depth) for v in value) + "]"
    return json.dumps(plain(value))


random = np.random.RandomState(20)
E = np.round(random.randn(6, 4), 3)
C = np.round(random.randn(9, 4), 3)
b = np.round(0.3 * random.randn(9), 3)
y = np.array([2, 0, IGNORE, 8, 5, 2])

print(lines({
    "method": "cut-cross-entropy",
    "arxiv": "2411.09009",
    "reference": "NumPy, float64, all logits at once, gradients by hand",
    "script": "cut_cross_entropy.py",
    "relativeTolerance": 1e-5,
    "cases": [
        case("plain", E, C, y),
        case("bias and soft cap", E, C, y, bias=b, softcap=2.0),
        case("gradients of the sum", E, C, y, reduction="sum"),
        case("shift by one", E.reshape(2, 3, 4), C, [[1, 4, IGNORE], [7, 3, 0]], shift=1),
        case("filter of blocks of 2 x 3 that skips one", np.round(6 * E, 3), C, y, filter_eps=2.0 ** -12, block=(2, 3)),
        case("filter with bias and soft cap that skips some", np.round(6 * E, 3), C, y, bias=b, softcap=30.0, filter_eps=0.02, block=(2, 3)),
        case("logits up to 1000", np.round(300 * E, 3), C, y),
    ],
}))
