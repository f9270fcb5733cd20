"""What people are for a vendor or a customer (CO-02)."""

from django.db import models


class Role(models.TextChoices):
    TECHNICAL_CONTACT = "technical_contact", "Technical contact"
    VIEWER = "viewer", "Viewer"
    AGENT = "agent", "Agent"
    SUPPORT_MANAGER = "support_manager", "Support manager"
    SUPPORT_DIRECTOR = "support_director", "Support director"
    CHIEF_OPERATING_OFFICER = "chief_operating_officer", "Chief operating officer"
    ACCOUNT_MANAGER = "account_manager", "Account manager"
    TECHNICAL_ACCOUNT_MANAGER = "technical_account_manager", "Technical account manager"
    PRODUCT_MANAGER = "product_manager", "Product manager"
    ADMINISTRATOR = "administrator", "Administrator"


class SupportTier(models.TextChoices):
    L1 = "L1", "L1 entry"
    L2 = "L2", "L2 analysis"
    L3 = "L3", "L3 engineering"


CUSTOMER_ROLES = (Role.TECHNICAL_CONTACT, Role.VIEWER)
