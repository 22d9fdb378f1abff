"""The columns of a risk list as it is brought in."""

from django.utils.translation import gettext_lazy as _

from anbao.engines.naming.subjects import LONGEST_NAME
from anbao.kit.tables import cells
from anbao.kit.tables.sheets import Column, Sheet

#: rows of one edition
ROW_LIMIT = 100_000
SCHEMAS = {"person": ("个人", "人员", "自然人", "Person"), "company": ("单位", "企业", "公司", "机构", "Company")}


def _column(name: str, head, read, also: str = "", note="") -> Column:
    return Column(name, head, lambda row: row.get(name), read=read, note=note, also=tuple(also.split()))


LIST = Sheet(
    "risk-list",
    _("Risk list"),
    (
        _column("id", _("Number in the list"), cells.text(60), "编号 序号"),
        _column("name", _("Name"), cells.text(LONGEST_NAME), "姓名 名称 户名 单位名称 企业名称"),
        _column("aliases", _("Other names"), cells.text(LONGEST_NAME), "别名 曾用名", _("several are parted by ;")),
        _column("schema", _("Kind of subject"), cells.choice(lambda: SCHEMAS), "类型 类别", _("person or company; empty: person")),
        _column(
            "identity", _("Identity number"), cells.text(40), "身份证 身份证号 身份证号码 证件号码 统一社会信用代码",
            _("18 or 15 places, or a company's credit code; format the column as text"),
        ),
        _column("accounts", _("Accounts"), cells.text(400), "账号 账户 卡号 银行账号", _("several are parted by ;")),
        _column("phones", _("Phones"), cells.text(200), "手机 手机号 手机号码 电话 联系电话", _("several are parted by ;")),
        _column("reason", _("Why it is listed"), cells.text(200), "事由 原因"),
    ),
)  # fmt: skip
