"""The marketing system's reserve: some of it the platform knows too, some of it carries a code from before 2021."""

from __future__ import annotations

from connectors.investment.simulator import PROJECTS, InvestmentSimulator, Project, project


class MarketingSimulator(InvestmentSimulator):
    system = "marketing"
    seed = (
        ("PROJECT_CHANGED", Project(code=PROJECTS[0][1]["code"], needed_kva="2000", wanted_on="2027-05-31")),
        ("PROJECT_CODED", project(
            "2020-411523-48-01-167360", "乡村旅游集散中心", "新县试验文旅有限公司", "91411523MA0000004J",
            "13800000014", "411523200", "400", "2027-04-20", "COUNTY")),
        ("PROJECT_CODED", project(
            "2611-411523-04-01-123456", "冷链物流园一期", "新县试验物流有限公司", "91411523MA0000005M",
            "13800000015", "411523101", "1250", "2027-08-01", "PROVINCE")),
    )  # fmt: skip
