"""The portfolio: which modules of several schools cover the demand best within the limits, and why each is swapped."""

from osaamo.engine.portfolio.choosing import (
    CurvePoint,
    Loosened,
    Portfolio,
    ServedNeed,
    best_portfolio,
    greedy,
    measured_portfolio,
    portfolio_curve,
    portfolio_sensitivity,
)
from osaamo.engine.portfolio.courses import CourseChoice, CourseSet, OrderedCourse, best_courses
from osaamo.engine.portfolio.enrolment import (
    BadHistory,
    EnrolmentTest,
    Expected,
    History,
    enrolment_backtest,
    enrolment_forecast,
)
from osaamo.engine.portfolio.loosening import Loosening, portfolio_loosenings
from osaamo.engine.portfolio.newcomers import Newcomer, NewcomerRules, newcomers
from osaamo.engine.portfolio.problem import portfolio_problem, skill_needs
from osaamo.engine.portfolio.records import BadPortfolio, Breach, Need, PortfolioCandidate, PortfolioLimits
from osaamo.engine.portfolio.swaps import Swap, portfolio_swaps

__all__ = [
    "BadHistory",
    "BadPortfolio",
    "Breach",
    "CourseChoice",
    "CourseSet",
    "CurvePoint",
    "EnrolmentTest",
    "Expected",
    "History",
    "Loosened",
    "Loosening",
    "Need",
    "Newcomer",
    "NewcomerRules",
    "OrderedCourse",
    "Portfolio",
    "PortfolioCandidate",
    "PortfolioLimits",
    "ServedNeed",
    "Swap",
    "best_courses",
    "best_portfolio",
    "enrolment_backtest",
    "enrolment_forecast",
    "greedy",
    "measured_portfolio",
    "newcomers",
    "portfolio_curve",
    "portfolio_loosenings",
    "portfolio_problem",
    "portfolio_sensitivity",
    "portfolio_swaps",
    "skill_needs",
]
