import pytest

from anbao.engines.naming.matchers import compare
from anbao.engines.naming.screening import screen
from anbao.engines.naming.subjects import Subject


@pytest.mark.parametrize(
    ("han", "abroad"),
    [("华为技术有限公司", "Huawei Technologies Co., Ltd."), ("北京宏达商贸有限公司", "Beijing Hongda Trading Co., Ltd."),
     ("張家口宏達商貿有限公司", "Zhangjiakou Hong Da Commerce Ltd"), ("绿洲投资集团有限公司", "Lvzhou Investment Group"),
     ("泰康保险股份有限公司", "Taikang Insurance Company Limited"), ("宁波远洋物流有限公司", "Ningbo Yuanyang Logistics Co Ltd")],
)  # fmt: skip
def test_a_core_in_pinyin_and_a_translated_trade_are_the_company(han, abroad):
    assert compare(han, abroad, "Company").verdict == "match"
    assert [hit.entry for hit in screen([Subject("l", (han,), "Company")], [Subject("q", (abroad,), "Company")])] == [0]


@pytest.mark.parametrize(
    ("han", "abroad"),
    [("华为技术有限公司", "Huaxin Technologies Co., Ltd."), ("北京宏达商贸有限公司", "Beijing Hongda Logistics Co., Ltd."),
     ("北京宏达商贸有限公司", "Shanghai Hongda Trading Co., Ltd."), ("泰康保险股份有限公司", "Insurance Company Limited"),
     ("泰康保险股份有限公司北京分公司", "Taikang Insurance Company Limited")],
)  # fmt: skip
def test_another_core_trade_place_or_branch_is_another_company(han, abroad):
    assert compare(han, abroad, "Company").verdict != "match"
