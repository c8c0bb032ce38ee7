from __future__ import annotations

import pytest
import torch

from imgcodecs.learned.config import CONFIGS
from imgcodecs.learned.engine import Engine
from imgcodecs.learned.freezing import freeze_model
from imgcodecs.learned.tests.making import estimate_bits, make_model, make_picture

SWITCHES = ("one_shot_context", "learned_q", "learned_scales", "predicted_sigma")


def make_batch(count: int = 2, side: int = 64) -> torch.Tensor:
    pictures = [torch.from_numpy(make_picture(side, side, seed=seed)) for seed in range(count)]
    return torch.stack(pictures).permute(0, 3, 1, 2).float() / 255


def make_noise(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_it_returns_pictures_and_bits() -> None:
    x = make_batch()
    output = make_model()(x, torch.tensor([0.1, 0.9]), noise=make_noise())
    assert output.x_hat.shape == x.shape
    assert output.bits_y.shape == output.bits_z.shape == (2,)
    assert (output.bits_y > 0).all() and (output.bits_z > 0).all()


@pytest.mark.parametrize("off", [None, *SWITCHES])
def test_gradients_reach_every_parameter(off: str | None) -> None:
    model = make_model(**({off: False} if off else {}))
    output = model(make_batch(), torch.tensor([0.3, 0.7]), noise=make_noise())
    (output.bits_y.sum() + output.bits_z.sum() + 1e4 * output.x_hat.square().sum()).backward()
    still = [name for name, p in model.named_parameters() if p.grad is None]
    assert not still
    assert all(p.grad.isfinite().all() for p in model.parameters())


def test_noise_comes_from_its_generator() -> None:
    model, x, level = make_model(), make_batch(), torch.tensor([0.5, 0.5])
    with torch.no_grad():
        bits = [model(x, level, noise=make_noise(seed)).bits_y for seed in (1, 1, 2)]
    assert torch.equal(bits[0], bits[1]) and not torch.equal(bits[0], bits[2])


def test_levels_between_the_hundredths_are_one() -> None:
    model, x = make_model(), make_batch()
    with torch.no_grad():
        outputs = [model(x, torch.full((2,), level), noise=None) for level in (0.5, 0.503, 0.6)]
    assert torch.equal(outputs[0].x_hat, outputs[1].x_hat)
    assert not torch.equal(outputs[0].x_hat, outputs[2].x_hat)


@pytest.mark.parametrize("off", [None, *SWITCHES])
def test_what_training_sees_is_what_a_file_gives(off: str | None) -> None:
    """The pictures and bits of forward(noise=None) are those of the frozen model's files."""
    model = make_model(**({off: False} if off else {}))
    picture = make_picture(64, 64)
    with torch.no_grad():
        output = model(make_batch(1), torch.tensor([0.4]), noise=None)
    engine = Engine(freeze_model(model))
    latents = engine.analyse(picture, 40)
    decoded = torch.from_numpy(engine.synthesise(latents, 40)).permute(2, 0, 1) / 255
    assert (decoded - output.x_hat[0].clamp(0, 1)).abs().max() < 0.01
    bits = float(output.bits_y + output.bits_z)
    assert estimate_bits(latents) == pytest.approx(bits, rel=0.005)


def test_later_passes_see_earlier_latents() -> None:
    model = make_model()
    decoder, seen = model.context_decoder, []

    def fill(number: int, mu: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
        seen.append(mu.detach().clone())
        return mu + (100 if number == first_changed else 0)

    z = torch.zeros(1, 64, 2, 2)
    for first_changed in (-1, 0, 1, 2):  # noqa: B007
        decoder(z, torch.tensor([50]), fill)
    for changed in (0, 1, 2):
        run = seen[4 * (changed + 1) : 4 * (changed + 2)]
        differs = [not torch.equal(a, b) for a, b in zip(seen[:4], run, strict=True)]
        assert differs == [number > changed for number in range(4)]


def test_widths_are_above_zero_and_fall_with_quality() -> None:
    widths = []

    def fill(number: int, mu: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
        widths.append(float(q.detach().mean()))
        assert (q > 0).all()
        return mu

    for switches in ({}, {"learned_q": False}):
        model = make_model(wider=0.0, **switches)
        widths.clear()
        for level in (0, 50, 100):
            model.context_decoder(torch.zeros(1, 64, 1, 1), torch.tensor([level]), fill)
        assert widths[::4] == pytest.approx([1, 2**-2.5, 2**-5], rel=0.1)


@pytest.mark.parametrize("shape", [(1, 3, 60, 64), (1, 1, 64, 64), (3, 64, 64), (1, 3, 0, 64)])
def test_it_refuses_sides_that_it_cannot_halve(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="sides multiples of 64, got"):
        make_model()(torch.zeros(shape), torch.zeros(1), noise=None)


def test_the_paper_model_has_the_papers_size() -> None:
    from imgcodecs.learned.counting import count_model

    counts = {count.part: count for count in count_model(CONFIGS["paper"])}
    assert counts["encoder's own"].parameters == pytest.approx(15.2e6, rel=0.01)
    assert counts["decoder"].parameters == pytest.approx(9.6e6, rel=0.01)
    tiny = {count.part: count for count in count_model(CONFIGS["tiny"])}
    assert all(4 < tiny[part].kmac_per_pixel < 9 for part in ("to encode", "to decode"))
