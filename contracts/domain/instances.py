"""Kinds of instance; which of them a tier covers stands in the agreement (LU-04)."""

from enum import StrEnum


class InstanceKind(StrEnum):
    LIVE = "live"
    TEST = "test"
    DEVELOPMENT = "development"
    UAT = "uat"


NAMES = {
    InstanceKind.LIVE: "Live",
    InstanceKind.TEST: "Test",
    InstanceKind.DEVELOPMENT: "Development",
    InstanceKind.UAT: "User acceptance test",
}
