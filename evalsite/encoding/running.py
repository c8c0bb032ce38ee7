"""Photographs to stimuli. Runs in the worker, never in a request."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from django.conf import settings

from evalsite.encoding.chart import draw_reached
from evalsite.encoding.handing_over import hand_over
from evalsite.encoding.holding import GONE
from evalsite.encoding.models import EncodeRun
from evalsite.encoding.reporting import Reporter, StopAsked, describe_failure, describe_outcome
from evalsite.locks import hold
from evalsite.studies.stimuli.importing import ImportRefused
from figures.export import svg_of
from imgcodecs.errors import CodecError, ImageError, ManifestError
from imgcodecs.files import write_whole
from imgcodecs.ladder import LadderResult, build_ladder
from imgcodecs.registry import find_label, parse_codec

logger = logging.getLogger(__name__)
NOTHING = "Nothing could be encoded; the failures below say why."


def carry_out(run: EncodeRun) -> None:
    """Encode, import, and record how it went. A failure is stored with its reason, not raised."""
    with hold(run.folder):
        if run.start():
            try_to_encode(run)


def try_to_encode(run: EncodeRun) -> None:
    try:
        encode_and_import(run)
    except StopAsked:
        run.end(run.State.STOPPED)
    except (ImportRefused, ManifestError, CodecError, ImageError, ValueError, OSError) as error:
        logger.info("encode run %s failed: %s", run.code, error)
        run.end(run.State.FAILED, str(error) or type(error).__name__)
    except Exception as error:
        logger.exception("encode run %s failed", run.code)
        said = f"It stopped with {type(error).__name__}; the worker's log has the details."
        run.end(run.State.FAILED, said)
    except BaseException:
        # Ctrl-C, or the worker is told to stop: the run must not stay "running" for ever.
        run.end(run.State.FAILED, GONE)
        raise


def encode_and_import(run: EncodeRun) -> None:
    result = climb(run)
    run.done, run.encodes, run.remaining_s, run.newest = run.total, result.encodes, None, ""
    run.failures = [describe_failure(failure) for failure in result.failures]
    run.save(update_fields=["done", "encodes", "remaining_s", "newest", "failures"])
    if not result.rows:
        run.end(run.State.FAILED, NOTHING)
        return
    draw(run, result)
    run.outcome = {**describe_outcome(run, result), "imported": hand_over(run, result.rows)}
    run.save(update_fields=["outcome"])
    run.end(run.State.DONE)


def draw(run: EncodeRun, result: LadderResult) -> None:
    labels = {row.codec: find_label(row.codec) for row in result.rows}
    spec = draw_reached(rows=result.rows, labels=labels)
    write_whole(run.folder / "reached.svg", svg_of(spec).encode())
    write_whole(run.folder / "reached.json", json.dumps(spec).encode())


def climb(run: EncodeRun) -> LadderResult:
    return build_ladder(
        sources=[photograph.path for photograph in run.photographs.all()],
        codecs=[parse_codec(spec) for spec in run.codecs],
        targets_bpp=run.targets_bpp,
        out=ladder_folder(run),
        workers=settings.ENCODE_WORKERS or None,
        scheduler=settings.DASK_SCHEDULER or None,
        on_progress=Reporter(run),
    )


def ladder_folder(run: EncodeRun) -> Path:
    """One for all runs of a study: what one has encoded, the next takes from there."""
    return Path(settings.ENCODES_ROOT) / "ladders" / str(run.study.code)
