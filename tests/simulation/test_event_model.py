"""The event model of the hand-out within 1 % of the program's own dispatch code in SimGrid's SMPI, on 64 ranks. On more by hand: judged.py 1024 64."""

import judged
import pytest

@pytest.mark.parametrize("repetition", judged.REPETITIONS, ids=str)
def test_the_model_agrees_with_its_judge(repetition):
    judge, latency = judged.simulated(64, 4, repetition)
    assert judged.predicted(64, 4, repetition, latency) == pytest.approx(judge, rel=0.01)


def test_the_model_depends_on_what_it_is_told():
    repetition = judged.REPETITIONS[1]
    near, far = (judged.predicted(64, 4, repetition, latency) for latency in (2e-6, 2e-3))
    assert far > 1.02 * near
