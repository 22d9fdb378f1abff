import pytest

from anbao.engines.naming.evidence import BASE, LOSS, Feature, Observation, verdict, weigh

TABLE = {
    f.id: f
    for f in (
        Feature("words", BASE, 0.9, "词", "words"),
        Feature("same", BASE, 1.0, "同", "same"),
        Feature("order", LOSS, 0.1, "序", "order"),
    )
}


def test_the_best_base_less_every_loss():
    score = weigh(TABLE, [Observation("words", 1.0, "a~b"), Observation("same", 0.5), Observation("order", 1.0)])
    assert score.value == pytest.approx(0.8)
    assert score.reasons() == "words +0.90 词 (a~b); order -0.10 序"


def test_no_base_is_no_match_and_unknown_features_say_nothing():
    assert weigh(TABLE, [Observation("order", 1.0)]).value == 0
    assert weigh(TABLE, [Observation("later.version", 1.0), Observation("words", 1.0)]).value == pytest.approx(0.9)


def test_scores_stay_between_nought_and_one():
    assert weigh(TABLE, [Observation("words", 0.01), Observation("order", 5.0)]).value == 0


def test_verdicts():
    assert [verdict(v) for v in (1.0, 0.7, 0.6999, 0.5, 0.49)] == ["match", "match", "review", "review", "no-match"]


def test_a_feature_refuses_with_all_its_faults():
    with pytest.raises(ValueError, match=r"role 'x'.*weight 2.*sentence"):
        Feature("bad", "x", 2, "", "en")
