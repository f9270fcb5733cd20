"""Incidents, the words said about them, and what happened to them."""

from incidents.models.event import IncidentEvent
from incidents.models.incident import Incident, NumberSeries
from incidents.models.message import Message

__all__ = ["Incident", "IncidentEvent", "Message", "NumberSeries"]
