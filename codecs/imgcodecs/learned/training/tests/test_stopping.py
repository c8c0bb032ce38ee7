from __future__ import annotations

import signal
import threading

import pytest

from imgcodecs.learned.training.stopping import Stop


def test_it_hears_once_and_interrupts_the_second_time() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Stop() as stop:
        assert not stop.asked
        signal.raise_signal(signal.SIGTERM)
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) is before


def test_outside_the_main_thread_it_just_does_not_listen() -> None:
    heard: list[bool] = []

    def work() -> None:
        with Stop() as stop:
            heard.append(stop.asked)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert heard == [False]
