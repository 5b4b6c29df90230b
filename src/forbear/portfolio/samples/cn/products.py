"""Chinese products of the cn-sample: terms drawn from a small shelf, schedules from the house's own arithmetic."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from forbear.domain.loans import Instalment
from forbear.domain.schedules import (
    Terms,
    add_months,
    bullet,
    equal_instalment,
    equal_principal,
    interest_only,
)
from forbear.portfolio.samples.cn.cast import BEHIND, Behaviour
from forbear.portfolio.samples.draws import draw_between, draw_from

Schedule = Callable[[Terms], list[Instalment]]
YUAN = 100
PENALTY_ON_TOP = Decimal("1.5")


@dataclass(frozen=True, slots=True)
class Product:
    """One line of the shelf: who lends, what, how it is repaid, the range of amounts (yuan) and the yearly rates."""

    lender_id: str
    product: str
    method: str
    schedule: Schedule
    low_yuan: int
    high_yuan: int
    rates: tuple[str, ...]
    periods: tuple[int, ...]
    has_penalty: bool = True


SHELF = (
    Product("cn-consumer-finance", "online_consumer", "equal_instalment", equal_instalment, 3_000, 50_000,
            ("0.1440", "0.1800", "0.2160"), (6, 12, 18)),
    Product("cn-bank", "online_consumer", "equal_principal", equal_principal, 10_000, 200_000,
            ("0.0480", "0.0620", "0.0768"), (12, 24, 36)),
    Product("cn-bank", "credit_card", "equal_instalment", equal_instalment, 2_000, 60_000,
            ("0.1080", "0.1320"), (6, 12), has_penalty=False),
    Product("cn-consumer-finance", "instalment_purchase", "interest_free", equal_instalment, 1_200, 9_000,
            ("0",), (6, 12), has_penalty=False),
    Product("cn-consumer-finance", "instalment_purchase", "equal_instalment", equal_instalment, 1_200, 15_000,
            ("0.1200", "0.1560"), (6, 12)),
    Product("cn-micro-lender", "micro", "interest_only", interest_only, 10_000, 80_000,
            ("0.1200", "0.1480"), (6, 12)),
    Product("cn-micro-lender", "micro", "bullet", bullet, 2_000, 30_000, ("0.1200", "0.1480"), (3, 6)),
)  # fmt: skip
SHELF_WEIGHTS = (0,) * 7 + (1,) * 4 + (2,) * 5 + (3,) * 2 + (4,) * 3 + (5,) * 2 + (6,) * 2


@dataclass(frozen=True, slots=True)
class Written:
    """One loan of the sample with its schedule."""

    loan_id: str
    product: Product
    terms: Terms
    instalments: tuple[Instalment, ...]
    behaviour: Behaviour

    @property
    def maturity(self) -> dt.date:
        """The last due date."""
        return self.instalments[-1].due

    @property
    def penalty_rate(self) -> str:
        """Half as much again as the contract's rate, where the product has penalty interest; else empty."""
        return str(self.terms.annual_rate * PENALTY_ON_TOP) if self.product.has_penalty else ""


def write_loan(loan_id: str, behaviour: Behaviour, *, seed: int, as_of: dt.date, fixed: bool) -> Written:
    """Draw terms and lay the schedule so that enough instalments are due by `as_of` for the behaviour.

    `fixed`: the plain online loan of the first line, so that the named loans keep their story.
    """
    product = SHELF[0 if fixed else draw_from(seed, loan_id, "product", items=SHELF_WEIGHTS)]
    periods = 12 if fixed else draw_from(seed, loan_id, "periods", items=product.periods)
    yuan = (
        draw_between(seed, loan_id, "yuan", low=product.low_yuan // 100, high=product.high_yuan // 100) * 100
    )
    days = 12 if fixed else draw_between(seed, loan_id, "days-since-due", low=0, high=27)
    terms = Terms(
        loan_id=loan_id,
        principal_minor=yuan * YUAN,
        annual_rate=Decimal(draw_from(seed, loan_id, "rate", items=product.rates)),
        periods=periods,
        # The last due date lies up to 27 days before the day of the sample; 0 is due that very day.
        disbursed=add_months(
            as_of - dt.timedelta(days=days), -_due_by_now(loan_id, product, behaviour, periods, seed=seed)
        ),
    )
    return Written(loan_id, product, terms, tuple(product.schedule(terms)), behaviour)


def _due_by_now(loan_id: str, product: Product, behaviour: Behaviour, periods: int, *, seed: int) -> int:
    """Return how many months of the term have passed: enough for as many instalments as the loan is behind."""
    if behaviour is Behaviour.FINISHED:
        return periods
    behind = BEHIND.get(behaviour, 0)
    if product.method == "bullet":
        # One instalment only: being months behind with it means that it fell due so long ago.
        return periods - 1 + behind
    return draw_between(seed, loan_id, "due-by-now", low=min(behind + 1, periods - 1), high=periods - 1)
