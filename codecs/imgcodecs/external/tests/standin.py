"""Plays every reference program: takes its documented command line and no other, and codes by zlib.

``standin.py PROGRAM ARGUMENTS...``. Unknown flags end it with status 2, as do pictures of another
size than it was told. ``STANDIN=exit|nothing|empty|hang|size`` in the environment makes it fail on
purpose. It needs no package but Pillow, and that only for PNG.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import zlib
from functools import partial
from pathlib import Path

from standin_coding import (
    MISCHIEF,
    decode_png,
    encode_png,
    read_planes,
    read_png,
    refuse,
    save,
    squeeze,
    squeeze_planes,
    stretch_planes,
    write_png,
)


def parser() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(allow_abbrev=False, add_help=False)


# --- VTM and ECM: EncAppCfg.cpp, DecAppCfg.cpp ---

ECM = "11.0ecm15.0"


def vtm_encoder(words: list[str], version: str = "23.4", config: str = "intra_vtm") -> None:
    print(f"\nVVCSoftware: VTM Encoder Version {version} [Linux][GCC 13.2.0][64 bit] [SIMD=AVX2]")
    if words == ["--help"]:
        sys.exit(1)
    known = parser()
    for flag in ("-c", "-i", "-b", "-o"):
        known.add_argument(flag, required=True)
    for flag in ("-q", "-wdt", "-hgt", "-fr", "-f"):
        known.add_argument(flag, required=True, type=int)
    known.add_argument("--InputChromaFormat", required=True, choices=["420", "444"])
    known.add_argument("--InputBitDepth", required=True, type=int)
    known.add_argument("--ConformanceWindowMode", required=True, choices=["1"])
    told = known.parse_args(words)
    if config not in Path(told.c).read_text() or told.f != 1 or not 0 <= told.q <= 63:
        refuse("not the configuration of one intra picture")
    if told.wdt % 8 or told.hgt % 8:
        refuse("sides must be multiples of the smallest coding block")
    told_size = {"width": told.wdt, "height": told.hgt, "chroma": told.InputChromaFormat}
    data = read_planes(told.i, **told_size, depth=told.InputBitDepth)
    coded = squeeze_planes(data, depth=told.InputBitDepth, step=1 + told.q // 3)
    save(told.b, f"{version} {told.InputBitDepth}\n".encode() + coded)


def vtm_decoder(words: list[str], version: str = "23.4") -> None:
    known = parser()
    for flag in ("-b", "-o"):
        known.add_argument(flag, required=True)
    known.add_argument("-d", type=int, default=0)
    told = known.parse_args(words)
    head, _, data = Path(told.b).read_bytes().partition(b"\n")
    if head.split() != [version.encode(), str(told.d).encode()]:
        refuse(f"not a stream of {version} at {told.d} bits")
    planes = stretch_planes(data, depth=told.d)
    save(told.o, planes + b"??" if MISCHIEF == "size" else planes)


# --- AVM: av2/arg_defs.c, apps/avmdec.c ---

AVM_FIXED = {
    "--codec": "av2",
    "--frame-parallel": "0",
    "--limit": "1",
    "--skip": "0",
    "--passes": "1",
    "--end-usage": "q",
    "--use-fixed-qp-offsets": "1",
    "--deltaq-mode": "0",
    "--enable-tpl-model": "0",
    "--fps": "1/1",
    "--tile-rows": "0",
    "--tile-columns": "0",
    "--threads": "1",
    "--row-mt": "0",
    "--enable-fwd-kf": "0",
    "--enable-keyframe-filtering": "0",
    "--enable-intrabc-ext": "1",
    "--kf-min-dist": "0",
    "--kf-max-dist": "0",
}


def avmenc(words: list[str]) -> None:
    if words == ["--help"]:
        print("Usage: avmenc <options> -o dst_filename src_filename\n\nIncluded encoders:\n")
        print("    av2    - AOMedia Project AV2 Encoder v1.0.0-14-gstand (default)\n")
        return
    known = parser()
    for flag, value in AVM_FIXED.items():
        known.add_argument(flag, required=True, choices=[value])
    for flag in ("--obu", "--i420"):
        known.add_argument(flag, required=True, action="store_true")
    known.add_argument("--cpu-used", required=True, type=int, choices=range(10))
    known.add_argument("--input-bit-depth", required=True, type=int)
    known.add_argument("--bit-depth", required=True, type=int, choices=[8, 10])
    known.add_argument("--qp", required=True, type=int, choices=range(256))
    known.add_argument("-w", required=True, type=int)
    known.add_argument("-h", required=True, type=int)
    known.add_argument("-o", required=True)
    known.add_argument("source")
    told = known.parse_args(words)
    size = {"width": told.w, "height": told.h, "chroma": "420"}
    data = read_planes(told.source, **size, depth=told.input_bit_depth)
    save(told.o, squeeze_planes(data, depth=told.bit_depth, step=1 + told.qp // 10))


def avmdec(words: list[str]) -> None:
    known = parser()
    known.add_argument("--codec", required=True, choices=["av2"])
    known.add_argument("--rawvideo", required=True, action="store_true")
    known.add_argument("--output-bit-depth", required=True, type=int)
    known.add_argument("-o", required=True)
    known.add_argument("source")
    told = known.parse_args(words)
    planes = stretch_planes(Path(told.source).read_bytes(), depth=told.output_bit_depth)
    save(told.o, planes + b"??" if MISCHIEF == "size" else planes)


# --- BPG: bpgenc -h, bpgdec -h ---


def bpgenc(words: list[str]) -> None:
    if words == ["-h"]:
        print("BPG Image Encoder version 0.9.8\nusage: bpgenc [options] infile.[jpg|png]")
        sys.exit(1)
    known = parser()
    known.add_argument("-q", type=int, choices=range(52))
    known.add_argument("-f", choices=["420", "422", "444"])
    known.add_argument("-b", type=int, choices=range(8, 13))
    known.add_argument("-m", type=int, choices=range(1, 10))
    known.add_argument("-o", default="out.bpg")
    known.add_argument("source")
    told = known.parse_args(words)
    encode_png(told.source, told.o, step=1 + told.q // 3)


def bpgdec(words: list[str]) -> None:
    known = parser()
    known.add_argument("-o", default="out.png")
    known.add_argument("-b", type=int, choices=[8, 16], default=8)
    known.add_argument("source")
    told = known.parse_args(words)
    decode_png(told.source, told.o)


# --- JPEG AI: docs/architecture/10-command-line-tools.md ---


def jpeg_ai_encoder(words: list[str]) -> None:
    known = parser()
    known.add_argument("input_path")
    known.add_argument("bin_path")
    known.add_argument("--set_target_bpp", type=int)
    known.add_argument("--cfg", nargs="+", default=[])
    told = known.parse_args(words)
    if not all(Path(name).is_file() for name in told.cfg):
        refuse(f"no such configuration here: {told.cfg}")
    encode_png(told.input_path, told.bin_path, step=max(1, 21 - told.set_target_bpp // 10))


def jpeg_ai_decoder(words: list[str]) -> None:
    known = parser()
    known.add_argument("bit_fpath")
    known.add_argument("rec_path")
    known.add_argument("--device", choices=["cpu", "gpu"], default="gpu")
    told = known.parse_args(words)
    decode_png(told.bit_fpath, told.rec_path)


# --- HiFiC: models/tfci.py ---


def tfci(words: list[str]) -> None:
    known = parser()
    commands = known.add_subparsers(dest="command", required=True)
    compress = commands.add_parser("compress", allow_abbrev=False)
    compress.add_argument("model", choices=["hific-lo", "hific-mi", "hific-hi"])
    for command in (compress, commands.add_parser("decompress", allow_abbrev=False)):
        command.add_argument("input_file")
        command.add_argument("output_file", nargs="?")
    told = known.parse_args(words)
    if told.command == "compress":
        steps = {"hific-lo": 24, "hific-mi": 8, "hific-hi": 1}
        encode_png(told.input_file, told.output_file, step=steps[told.model])
    else:
        decode_png(told.input_file, told.output_file)


# --- DCVC-RT: test_video.py ---


def dcvc(words: list[str]) -> None:
    known = parser()
    for flag in ("model_path_i", "model_path_p", "test_config", "stream_path", "output_path"):
        known.add_argument(f"--{flag}", required=True)
    for flag in ("qp_i", "qp_p"):
        known.add_argument(f"--{flag}", type=int, nargs="+", required=True)
    for flag in ("cuda", "write_stream", "save_decoded_frame", "rate_num"):
        known.add_argument(f"--{flag}", required=True, choices=["1"])
    known.add_argument("--check_existing", choices=["0"])
    known.add_argument("--force_zero_thres", type=float)
    for flag in ("force_intra_period", "reset_interval", "force_frame_num"):
        known.add_argument(f"--{flag}", type=int)
    known.add_argument("--worker", "-w", type=int, default=1)
    told = known.parse_args(words)
    if not (Path(told.model_path_i).is_file() and Path(told.model_path_p).is_file()):
        refuse("no models")
    config = json.loads(Path(told.test_config).read_text())
    for name, data in config["test_classes"].items():
        for sequence, facts in data["sequences"].items():
            code_sequence(told, Path(config["root_path"], data["base_path"]), name, sequence, facts)
    Path(told.output_path).write_text("{}")


def code_sequence(
    told: argparse.Namespace, base: Path, name: str, sequence: str, facts: dict[str, int]
) -> None:
    source = base / sequence / "im00001.png"
    width, height, samples = read_png(str(source))
    if (width, height, 1) != (facts["width"], facts["height"], facts["frames"]):
        refuse(f"{source} is not what the configuration says")
    folder = Path(told.stream_path, name)
    folder.mkdir(parents=True)
    (qp,) = told.qp_i
    coded = squeeze(samples, 1 + (63 - qp) // 3)
    save(str(folder / f"{sequence}_q{qp}.bin"), coded)
    write_png(str(folder / "im00001.png"), width, height, zlib.decompress(coded))


# --- MLIC++: playground/test.py ---


def mlic(words: list[str]) -> None:
    known = parser()
    for flag in ("-exp", "-c", "-d"):
        known.add_argument(flag, required=True)
    known.add_argument("--gpu_id", type=int)
    told = known.parse_args(words)
    step = int(Path(told.c).read_text())
    folder = Path("experiments", told.exp, "codestream", "07")
    folder.mkdir(parents=True)
    (source,) = Path(told.d, "tecnick").glob("*.png")
    width, height, samples = read_png(str(source))
    coded = squeeze(samples, step)
    save(str(folder / "0"), coded)
    write_png(str(folder / "000_rec.png"), width, height, zlib.decompress(coded))


PROGRAMS = {
    "vtm-encoder": vtm_encoder,
    "vtm-decoder": vtm_decoder,
    "ecm-encoder": partial(vtm_encoder, version=ECM, config="intra_ecm"),
    "ecm-decoder": partial(vtm_decoder, version=ECM),
    "avmenc": avmenc,
    "avmdec": avmdec,
    "bpgenc": bpgenc,
    "bpgdec": bpgdec,
    "jpeg-ai-encoder": jpeg_ai_encoder,
    "jpeg-ai-decoder": jpeg_ai_decoder,
    "tfci": tfci,
    "dcvc": dcvc,
    "mlic": mlic,
}


def main(program: str, words: list[str]) -> None:
    asked = words in (["--help"], ["-h"])
    if MISCHIEF == "exit" and not asked:
        print("loading", "cannot go on: out of memory", sep="\n", file=sys.stderr)
        sys.exit(1)
    if MISCHIEF == "hang" and not asked:
        time.sleep(600)
    PROGRAMS[program](words)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
