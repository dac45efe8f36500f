#!/usr/bin/env python3
"""Makes tensors.json: what NumPy (float64) and ml_dtypes give for the operations of `Tensors` and `FunctionalAccelerator`.

    pip install numpy ml_dtypes && python3 Tests/Vectors/make_tensors.py

Shares nothing with the Swift sources but the formulas' sources. Every gradient is a central difference of the forward
function, so that no derivation is shared either.
"""
import json
import pathlib

import ml_dtypes
import numpy as np

rng = np.random.default_rng(20261124)
vectors = {}


def normal(*shape):
    """Values that FP32 holds exactly."""
    return rng.normal(size=shape).astype(np.float32).astype(np.float64)


def gradient(f, x, h=1e-5):
    """Central differences of a scalar function."""
    x = x.copy()
    result = np.zeros_like(x)
    for index in np.ndindex(*x.shape):
        kept = x[index]
        x[index] = kept + h
        above = f(x)
        x[index] = kept - h
        below = f(x)
        x[index] = kept
        result[index] = (above - below) / (2 * h)
    return result


def case(name, **fields):
    vectors.setdefault(name, []).append(
        {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in fields.items()})


def matrix(value):
    return {"rows": value.shape[0], "columns": value.shape[1], "values": value.ravel().tolist()}


# Formats: all codes, and values at, beside and between them.
def bits(values):
    return np.asarray(values, np.float32).view(np.uint32)


types = {"e4m3": ml_dtypes.float8_e4m3fn, "e5m2": ml_dtypes.float8_e5m2, "bf16": ml_dtypes.bfloat16}
codes = np.arange(256, dtype=np.uint8)
for name in ("e4m3", "e5m2"):
    case("decode", format=name, values=[str(float(v)) for v in codes.view(types[name]).astype(np.float32)])
finite = np.concatenate([codes.view(types[n]).astype(np.float32) for n in ("e4m3", "e5m2")])
finite = np.unique(np.abs(finite[np.isfinite(finite)]))
middles = (finite[1:] + finite[:-1]) / 2
samples = np.concatenate([
    finite, middles, np.nextafter(middles, np.float32(np.inf)), np.nextafter(middles, np.float32(-np.inf)),
    np.array([448, 463.9, 464, 464.1, 480, 57344, 61439, 61440, 61441, 65536, 1e30, 3.4e38, np.inf, 0.0, -0.0,
              1e-30, 1e-45, 2**-9, 2**-10, 2**-16, 2**-17, 2**-18], np.float32),
    rng.normal(size=200).astype(np.float32) * np.float32(2) ** rng.integers(-20, 20, 200).astype(np.float32)])
samples[::3] *= -1  # a sign is a bit of its own
with np.errstate(all="ignore"):
    case("encode", bits=bits(samples).tolist(),
         e4m3=samples.astype(types["e4m3"]).view(np.uint8).tolist(),
         e5m2=samples.astype(types["e5m2"]).view(np.uint8).tolist(),
         bf16=samples.astype(types["bf16"]).view(np.uint16).tolist(),
         int8=np.clip(np.rint(samples), -127, 127).astype(np.int8).view(np.uint8).tolist())

# Elementary functions.
x = np.linspace(-80, 80, 101)
case("exp", x=x, y=np.exp(x))
x = np.exp(np.linspace(-40, 40, 101))
case("log", x=x, y=np.log(x))
x = np.concatenate([np.linspace(-30, 30, 101), np.linspace(0, 100000, 51)])
case("sineAndCosine", x=x, sine=np.sin(x), cosine=np.cos(x))

# Products.
for m, n, k in [(1, 1, 1), (3, 5, 7), (13, 33, 20), (5, 6, 390)]:
    a, b = normal(m, k), normal(k, n)
    case("product", a=matrix(a), b=matrix(b), c=matrix(a @ b))


# Operations.
def normalise(x, scale, shift, centred):
    x = x - x.mean(1, keepdims=True) if centred else x
    y = x / np.sqrt((x * x).mean(1, keepdims=True) + 1e-5) * scale
    return y + shift if centred else y


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def silu(x):
    return x / (1 + np.exp(-x))


def activate(x, gated):
    if not gated:
        return silu(x)
    half = x.shape[1] // 2
    return silu(x[:, :half]) * x[:, half:]


def rotate(x, positions, dimension):
    y = x.copy()
    for pair in range(dimension // 2):
        angle = np.asarray(positions) * 10000.0 ** (-2 * pair / dimension)
        for head in range(0, x.shape[1], dimension):
            i = head + 2 * pair
            y[:, i] = x[:, i] * np.cos(angle) - x[:, i + 1] * np.sin(angle)
            y[:, i + 1] = x[:, i] * np.sin(angle) + x[:, i + 1] * np.cos(angle)
    return y


def attend(q, k, v, heads, shared, dimension, rounding=lambda x: x):
    cached = len(k) - len(q)
    out = np.zeros_like(q)
    mask = np.arange(len(k))[None, :] > np.arange(len(q))[:, None] + cached
    for h in range(heads):
        mine, theirs = slice(h * dimension, (h + 1) * dimension), h // (heads // shared) * dimension
        theirs = slice(theirs, theirs + dimension)
        scores = q[:, mine] @ k[:, theirs].T / np.sqrt(dimension)
        out[:, mine] = rounding(softmax(np.where(mask, -np.inf, scores))) @ v[:, theirs]
    return out


for centred in (False, True):
    x, g, scale, shift = normal(4, 9), normal(4, 9), normal(9), normal(9)
    f = lambda x, s, t: (normalise(x, s, t, centred) * g).sum()
    case("normalisation", centred=centred, x=matrix(x), g=matrix(g), scale=scale, shift=shift,
         y=matrix(normalise(x, scale, shift, centred)), dx=matrix(gradient(lambda x: f(x, scale, shift), x)),
         dscale=gradient(lambda s: f(x, s, shift), scale), dshift=gradient(lambda t: f(x, scale, t), shift))
for gated in (False, True):
    x = 3 * normal(3, 8)
    g = normal(3, 4 if gated else 8)
    case("activation", gated=gated, x=matrix(x), g=matrix(g), y=matrix(activate(x, gated)),
         dx=matrix(gradient(lambda x: (activate(x, gated) * g).sum(), x)))
x, positions = normal(3, 12), [0, 5, 1000]
case("rotary", dimension=6, x=matrix(x), positions=positions, y=matrix(rotate(x, positions, 6)))
x = 5 * normal(3, 7)
case("softmax", x=matrix(x), y=matrix(softmax(x)))
for heads, shared, dimension, tokens, cached in [(1, 1, 4, 1, 0), (4, 2, 3, 5, 0), (2, 1, 3, 35, 3), (3, 3, 2, 1, 6)]:
    q, g = normal(tokens, heads * dimension), normal(tokens, heads * dimension)
    k, v = normal(tokens + cached, shared * dimension), normal(tokens + cached, shared * dimension)
    f = lambda q, k, v: (attend(q, k, v, heads, shared, dimension) * g).sum()
    case("attention", heads=heads, keyValueHeads=shared, dimension=dimension, q=matrix(q), k=matrix(k), v=matrix(v),
         g=matrix(g), y=matrix(attend(q, k, v, heads, shared, dimension)),
         dq=matrix(gradient(lambda q: f(q, k, v), q)), dk=matrix(gradient(lambda k: f(q, k, v), k)),
         dv=matrix(gradient(lambda v: f(q, k, v), v)))


def losses(logits, targets):
    top = logits.max(1, keepdims=True)
    return (np.log(np.exp(logits - top).sum(1)) + top[:, 0] - logits[np.arange(len(targets)), targets])


x, targets = 4 * normal(5, 8), [0, 7, 3, 3, 4]
case("crossEntropy", x=matrix(x), targets=targets, losses=losses(x, targets),
     dx=matrix(gradient(lambda x: losses(x, targets).mean(), x)))
table, indices, g = normal(5, 3), [4, 0, 4, 2], normal(4, 3)
case("embedding", table=matrix(table), indices=indices, g=matrix(g), y=matrix(table[indices]),
     dtable=matrix(gradient(lambda t: (t[indices] * g).sum(), table)))


def update(rule, w, g, m, v, rate, step):
    if rule == "sgd":
        return w - rate * g, m, v
    m, v = 0.9 * m + 0.1 * g, 0.95 * v + 0.05 * g * g
    change = m / (1 - 0.9**step) / (np.sqrt(v / (1 - 0.95**step)) + 1e-8)
    return w - rate * change - (0.1 * rate * w if rule == "adamW" else 0), m, v


for rule in ("sgd", "adam", "adamW"):
    w, gradients = normal(6), [normal(6) for _ in range(3)]
    new, m, v = w, np.zeros(6), np.zeros(6)
    for step, g in enumerate(gradients, 1):
        new, m, v = update(rule, new, g, m, v, 0.01, step)
    case("update", rule=rule, weights=w, gradients=[g.tolist() for g in gradients], rate=0.01, result=new)

# A whole model: the initial values from SplitMix64, logits, and the losses of a few steps.
ROLES = ["input", "positions", "attentionScale", "attentionShift", "projection", "projectionBias", "output", "outputBias",
         "networkScale", "networkShift", "up", "upBias", "down", "downBias", "lastScale", "lastShift", "head"]
MASK = 2**64 - 1


def mixed(word):
    word = (word + 0x9E3779B97F4A7C15) & MASK
    word = ((word ^ word >> 30) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ word >> 27) * 0x94D049BB133111EB) & MASK
    return word ^ word >> 31


def initial(seed, layer, role, rows, columns, deviation):
    start = mixed(mixed(seed) ^ (layer << 8 | ROLES.index(role)))
    units = [(mixed((start + p * 0x9E3779B97F4A7C15) & MASK) >> 11) * 2.0**-53 for p in range(rows * columns)]
    values = (2 * np.array(units) - 1) * np.sqrt(3) * deviation
    return values.astype(np.float32).astype(np.float64).reshape(rows, columns)


WIDTH, HEADS, SHARED, DIMENSION, INNER, VOCABULARY, LAYERS, CONTEXT, SEED = 8, 4, 2, 2, 12, 16, 2, 6, 7


def parameters(gpt):
    p = {}
    keys = SHARED * DIMENSION
    if not gpt:
        p["input", 0] = initial(SEED, 0, "input", VOCABULARY, WIDTH, WIDTH**-0.5)
    else:
        p["positions", 0] = initial(SEED, 0, "positions", CONTEXT, WIDTH, WIDTH**-0.5)
    up = INNER if gpt else 2 * INNER
    for l in range(LAYERS):
        p["projection", l] = initial(SEED, l, "projection", WIDTH, HEADS * DIMENSION + 2 * keys, WIDTH**-0.5)
        p["output", l] = initial(SEED, l, "output", HEADS * DIMENSION, WIDTH, (HEADS * DIMENSION * 2 * LAYERS) ** -0.5)
        p["up", l] = initial(SEED, l, "up", WIDTH, up, WIDTH**-0.5)
        p["down", l] = initial(SEED, l, "down", INNER, WIDTH, (INNER * 2 * LAYERS) ** -0.5)
        for name in ("attention", "network"):
            p[name + "Scale", l] = np.ones(WIDTH)
            if gpt:
                p[name + "Shift", l] = np.zeros(WIDTH)
        if gpt:
            p["projectionBias", l] = np.zeros(HEADS * DIMENSION + 2 * keys)
            p["outputBias", l], p["upBias", l], p["downBias", l] = np.zeros(WIDTH), np.zeros(up), np.zeros(WIDTH)
    p["lastScale", 0] = np.ones(WIDTH)
    if gpt:
        p["lastShift", 0] = np.zeros(WIDTH)
    p["head", 0] = initial(SEED, 0, "head", VOCABULARY, WIDTH, WIDTH**-0.5)
    return p


def rounder(name):
    """Rounding to a format, rows of 8-bit formats by the smallest power of two that keeps them from overflowing."""
    largest = {"e4m3": 448, "int8": 127}.get(name)

    def scaled(x):
        top = np.abs(x).max(1, keepdims=True)
        scale = 2.0 ** np.ceil(np.log2(np.where(top > 0, top, largest) / largest))
        if name == "int8":
            return np.clip(np.rint(x / scale), -127, 127) * scale
        return (x / scale).astype(np.float32).astype(types[name]).astype(np.float64) * scale

    if name == "fp32":
        return lambda x: x
    if name == "bf16":
        return lambda x: x.astype(np.float32).astype(types["bf16"]).astype(np.float64)
    return lambda x: scaled(x) if x.ndim == 2 else scaled(x[None])[0]


def forward(p, tokens, gpt, operands="fp32", activations="fp32"):
    """Logits; rounded where the accelerator rounds: operands of products, and what is written to memory."""
    operand, kept = rounder(operands), rounder(activations)
    p = {key: operand(w) for key, w in p.items()}

    def norm(x, name, layer=0):
        return operand(normalise(x, p[name + "Scale", layer], p.get((name + "Shift", layer), 0), gpt))

    positions = np.arange(len(tokens))
    x = kept(p["head", 0][tokens] + p["positions", 0][positions] if gpt else p["input", 0][tokens])
    queries, keys = HEADS * DIMENSION, SHARED * DIMENSION
    for l in range(LAYERS):
        y = norm(x, "attention", l) @ p["projection", l] + p.get(("projectionBias", l), 0)
        q, k, v = y[:, :queries], y[:, queries:queries + keys], y[:, queries + keys:]
        if not gpt:
            q, k = rotate(q, positions, DIMENSION), rotate(k, positions, DIMENSION)
        y = kept(attend(operand(kept(q)), operand(k), operand(v), HEADS, SHARED, DIMENSION, operand))
        x = kept(x + kept(operand(y) @ p["output", l]) + p.get(("outputBias", l), 0))
        y = kept(norm(x, "network", l) @ p["up", l] + p.get(("upBias", l), 0))
        y = kept(activate(y, not gpt))
        x = kept(x + kept(operand(y) @ p["down", l]) + p.get(("downBias", l), 0))
    return kept(norm(x, "last") @ p["head", 0].T)


text = [[int(t) for t in rng.integers(0, VOCABULARY, CONTEXT + 1)] for _ in range(2)]
for gpt in (False, True):
    formats = {"fp32": ("fp32", "fp32"), "bf16": ("bf16", "bf16"), "fp8": ("e4m3", "bf16"), "int8": ("int8", "bf16")}
    logits = {name: forward(parameters(gpt), text[0][:-1], gpt, *pair).ravel().tolist()
              for name, pair in formats.items()}
    curves = {}
    for rule, rate in (("sgd", 0.2), ("adam", 0.01), ("adamW", 0.01)):
        p = parameters(gpt)
        state = {key: (np.zeros_like(w), np.zeros_like(w)) for key, w in p.items()}
        loss = lambda: np.mean([losses(forward(p, s[:-1], gpt), s[1:]).mean() for s in text])
        curves[rule] = []
        for step in range(1, 5):
            curves[rule].append(loss())
            gradients = {}
            for key in p:
                def at(w, key=key):
                    kept, p[key] = p[key], w
                    value = loss()
                    p[key] = kept
                    return value
                gradients[key] = gradient(at, p[key])
            for key, g in gradients.items():
                p[key], *state[key] = update(rule, p[key], g, *state[key], rate, step)
    case("model", gpt=gpt, text=text, logits=logits, rates={"sgd": 0.2, "adam": 0.01, "adamW": 0.01}, losses=curves)


def short(value):
    """Ten digits are more than the tests compare."""
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, list):
        return [short(v) for v in value]
    return {k: short(v) for k, v in value.items()} if isinstance(value, dict) else value


place = pathlib.Path(__file__).parent / "tensors.json"
place.write_text("{\n" + ",\n".join(
    f'"{name}": [\n' + ",\n".join(json.dumps(short(c)) for c in cases) + "\n]" for name, cases in vectors.items()) + "\n}\n")
