from __future__ import annotations

import ast
from pathlib import Path

import cv2
import numpy as np
import pytest

import inspector_app.simulator
from inspector_app.simulator import exact_images

_ROOM = "inspector_app.simulator"
IMAGE = np.random.default_rng(0).random((37, 53)).astype(np.float32)


@pytest.mark.parametrize("size", [(120, 90), (20, 11), (53, 37), (7, 200), (1, 1)])
def test_resizing_is_as_opencv_does_it(size: tuple[int, int]) -> None:
    linear = exact_images.resize_linear(IMAGE, *size)
    cubic = exact_images.resize_cubic(IMAGE, *size)
    np.testing.assert_allclose(linear, cv2.resize(IMAGE, size), atol=1e-6)
    there = cv2.resize(IMAGE, size, interpolation=cv2.INTER_CUBIC)
    np.testing.assert_allclose(cubic, there, atol=1e-6)
    assert linear.dtype == cubic.dtype == np.float32


@pytest.mark.parametrize("size", [(20, 11), (26, 18), (53, 37), (1, 1)])
def test_shrinking_keeps_the_mean(size: tuple[int, int]) -> None:
    small = exact_images.resize_area(IMAGE, *size)
    there = cv2.resize(IMAGE, size, interpolation=cv2.INTER_AREA)
    np.testing.assert_allclose(small, there, atol=1e-6)
    assert small.mean() == pytest.approx(IMAGE.mean(), abs=1e-5)


def test_rows_of_a_resized_image_are_the_image() -> None:
    across = exact_images.resize_linear(IMAGE, 80, 37)
    parts = [part for _, _, part in exact_images.rows_of_linear_resize(across, 95, 10)]
    np.testing.assert_array_equal(np.concatenate(parts), exact_images.resize_linear(IMAGE, 80, 95))


@pytest.mark.parametrize("sigma", [0.4, 0.8, 1.5])
def test_the_blur_is_gaussian(sigma: float) -> None:
    ours = exact_images.blur(IMAGE, sigma, sigma)
    there = cv2.GaussianBlur(IMAGE, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    np.testing.assert_allclose(ours, there, atol=2e-3)
    flat = exact_images.blur(np.ones((30, 40), np.float32), sigma, sigma)
    np.testing.assert_allclose(flat, 1, atol=1e-6)


def test_no_blur_is_no_blur() -> None:
    assert exact_images.blur(IMAGE, 0, 0) is IMAGE


def test_columns_move_by_their_shift() -> None:
    shift = np.random.default_rng(1).normal(0, 4, 53)
    rows = np.arange(37)[:, None] + shift[None, :]
    columns = np.broadcast_to(np.arange(53), rows.shape)
    ours = exact_images.shift_columns(IMAGE, shift)
    np.testing.assert_allclose(ours, exact_images.sample(IMAGE, rows, columns), atol=1e-5)
    np.testing.assert_array_equal(exact_images.shift_columns(IMAGE, np.zeros(53)), IMAGE)
    assert not exact_images.shift_columns(IMAGE, np.full(53, 40.0)).any()
    in_place = IMAGE.copy()
    assert exact_images.shift_columns(in_place, shift, out=in_place) is in_place
    np.testing.assert_array_equal(in_place, ours)
    signed = IMAGE - np.float32(0.5)
    raised = exact_images.shift_columns(signed, shift, least=0.0)
    np.testing.assert_array_equal(raised, np.maximum(exact_images.shift_columns(signed, shift), 0))


def test_sampling_is_bilinear_and_empty_outside() -> None:
    rows, columns = np.array([3.0, 3.5, -5, 36, 200]), np.array([4, 4.0, 3, 52, 3])
    values = exact_images.sample(IMAGE, rows, columns)
    middle = (IMAGE[3, 4] + IMAGE[4, 4]) / 2
    np.testing.assert_allclose(values, [IMAGE[3, 4], middle, 0, IMAGE[36, 52], 0], atol=1e-6)


# What gives other last bits on other processors; scalars of `math` are rounded away.
_INEXACT = {
    "np": {"sin", "cos", "tan", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "power",
           "float_power", "hypot", "arctan2", "tanh", "dot", "matmul", "einsum", "tensordot",
           "convolve", "correlate", "inner", "vdot"},
    "cv2": {"resize", "remap", "warpAffine", "warpPerspective", "GaussianBlur", "blur", "boxFilter",
            "filter2D", "sepFilter2D", "medianBlur", "addWeighted", "pyrDown", "pyrUp",
            "distanceTransform", "multiply", "exp", "log", "pow", "normalize"},
}  # fmt: skip


def inexact_calls(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in _INEXACT.get(node.value.id, set()):
                found.append(f"line {node.lineno}: {node.value.id}.{node.attr}")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            found.append(f"line {node.lineno}: @")
    return found


def modules_behind(name: str) -> set[str]:
    """A module of the simulator and all that it imports from there; others draw no scan."""
    found, waiting = set(), {name}
    while waiting:
        module = waiting.pop()
        found.add(module)
        for node in ast.walk(ast.parse(source_of(module))):
            if isinstance(node, ast.ImportFrom) and node.module == _ROOM:
                waiting |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and str(node.module).startswith(f"{_ROOM}."):
                waiting.add(str(node.module).removeprefix(f"{_ROOM}."))
        waiting -= found
    return found


def source_of(module: str) -> str:
    folder = Path(inspector_app.simulator.__file__).parent
    return (folder / f"{module}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", sorted(modules_behind("scan")))
def test_nothing_is_drawn_with_functions_that_differ_between_processors(module: str) -> None:
    assert inexact_calls(source_of(module)) == []


def test_such_functions_would_be_found() -> None:
    assert {"canvas", "cargo", "detector", "scene", "exact_math"} <= modules_behind("scan")
    assert inexact_calls("import numpy as np\nx = np.sin(1) @ cv2.resize(y, (1, 1))") == [
        "line 2: @",
        "line 2: np.sin",
        "line 2: cv2.resize",
    ]
