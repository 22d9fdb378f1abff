"""The anti-fraud officer who opens the invented case of data/funds.yaml, brings its transfers and names its accounts."""

import csv
import io
from datetime import datetime, timedelta
from random import Random

from anbao.demo.facts import branch, dice, read
from anbao.demo.staff.habits import ZONE
from anbao.demo.staff.roster import Roster
from anbao.loom.campaigns.models import Campaign
from anbao.nets.antifraud.accounts import actions
from anbao.nets.antifraud.accounts.models import Case, Role

HEADS = ("流水号", "交易时间", "付款账号", "付款户名", "收款账号", "收款户名", "金额")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


class Tracers:
    """One officer, one case."""

    def __init__(self, campaign: Campaign, roster: Roster, *, seed: int):
        self.campaign, self.roster, self.seed = campaign, roster, seed
        self.officer = roster.holder(campaign.lead_id, "antifraud_officer")
        self.text = read("funds.yaml")

    def work(self, since: datetime, until: datetime) -> bool:
        """Open the case when its moment lies in (since, until]; returns whether it was opened."""
        at, told = _moment(self.text["opened"]), self.text["case"]
        known = Case.house.filter(institution=self.campaign.lead, number=told["number"])
        if self.officer is None or not since < at <= until or known.exists():
            return False
        by = {"actor": self.roster.people[self.officer], "reach": self.roster.reaches[self.officer], "at": at}
        case = actions.open_case(**by, institution=self.campaign.lead, **told, assumed=True)
        fraud = Fraud(self.seed, self.text)
        actions.bring_transfers(**by, case_id=case.pk, content=fraud.file(), file_name=self.text["file"])
        actions.give_role(**by, case_id=case.pk, role=Role.INVOLVED, numbers="\n".join(fraud.seeds))
        actions.give_role(**by, case_id=case.pk, role=Role.STOP, numbers="\n".join(fraud.shops))
        return True


class Fraud:
    """The transfers of an invented fraud among ordinary ones; the same for the same seed."""

    def __init__(self, seed: int, text: dict):
        self.draw, self.text = dice(seed, "fraud"), text
        self.begins, self.taken = _moment(text["begins"]), set()
        self.rows: list[tuple[datetime, str, str, int]] = []
        ordinary = text["ordinary"]
        self.people = [self._account("621700") for _ in range(ordinary["people"])]
        self.shops = [self._account("898130") for _ in range(ordinary["shops"])]
        self.seeds = [self._account("621799") for _ in range(text["mules"])]
        layers = [[self._account("623066") for _ in range(size)] for size in text["layers"]]
        self._victims()
        self._launder([self.seeds, *layers])
        self._ordinary(ordinary["transfers"], [account for layer in layers for account in layer])
        self.names = {account: _name(self.draw) for account in sorted(self.taken)}
        self.names |= {shop: f"演示商户{number:02}" for number, shop in enumerate(self.shops, 1)}

    def _account(self, head: str) -> str:
        while True:
            number = head + f"{self.draw.randrange(10**13):013}"
            if number not in self.taken:
                self.taken.add(number)
                return number

    def _at(self, day: float) -> datetime:
        return self.begins + timedelta(seconds=round(day * 86_400))

    def _pay(self, day: float, payer: str, payee: str, cents: int) -> None:
        if cents > 0:
            self.rows.append((self._at(day), payer, payee, cents))

    def _victims(self) -> None:
        """Each pays a mule once or twice in the first days; some pay an account of the second layer directly."""
        draw = self.draw
        for number, victim in enumerate(draw.sample(self.people, self.text["victims"])):
            for _ in range(draw.choice((1, 1, 2))):
                self._pay(
                    draw.uniform(0.3, 4),
                    victim,
                    self.seeds[number % len(self.seeds)],
                    draw.randint(8_000, 600_000) * 100,
                )

    def _launder(self, layers: list[list[str]]) -> None:
        """Whatever an account holds it splits a few hours later over the next layer; the last pays shops and keeps a rest."""
        draw = self.draw
        for layer, below in zip(layers, [*layers[1:], self.shops], strict=True):
            for account in layer:
                got = [(at, cents) for at, _payer, payee, cents in self.rows if payee == account]
                for at, cents in got:
                    day, left = (at - self.begins).total_seconds() / 86_400, int(cents * draw.uniform(0.88, 1))
                    for payee in draw.sample(below, min(len(below), draw.choice((1, 2, 3)))):
                        part = min(left, int(cents * draw.uniform(0.25, 0.6)) // 100 * 100)
                        self._pay(day + draw.uniform(0.02, 0.5), account, payee, part)
                        left -= part

    def _ordinary(self, count: int, mules: list[str]) -> None:
        """Groceries, wages, friends; now and then a mule's neighbour is paid too, so that clean money mixes in."""
        draw = self.draw
        for _ in range(count):
            payer, day = draw.choice(self.people), draw.uniform(0, self.text["days"])
            payee = draw.choice(self.shops) if draw.random() < 0.55 else draw.choice(self.people)
            if draw.random() < 0.02:
                payee = draw.choice(mules)
            self._pay(day, payer, payee, draw.randint(500, 300_000))

    def file(self) -> bytes:
        """The transfers in order of time as the CSV that the officer brings."""
        stream = io.StringIO()
        book = csv.writer(stream)
        book.writerow(HEADS)
        for number, (at, payer, payee, cents) in enumerate(sorted(self.rows), 1):
            money = f"{cents // 100}.{cents % 100:02}"
            book.writerow(
                (f"T{number:06}", f"{at:%Y-%m-%d %H:%M:%S}", payer, self.names[payer], payee, self.names[payee], money)
            )
        return stream.getvalue().encode("utf-8-sig")


def _name(draw: Random) -> str:
    names = branch()["names"]
    return draw.choice(names["family"]) + "".join(draw.choice(names["given"]) for _ in range(draw.choice((1, 2, 2))))
