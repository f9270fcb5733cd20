"""JSON as the API reads it.

Apart from portal.web.api, since Django REST framework reads this class while it loads its views.
"""

import json
from typing import Any

from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser


class WholeTextParser(JSONParser):
    """Takes no halves of characters, which JSON can name: no table and no answer can hold one."""

    def parse(self, stream: Any, *args: Any, **kwargs: Any) -> Any:
        """Return what was sent.

        :raises ParseError: if it is no JSON at all, or brackets stand in brackets without end.
        :raises ValidationError: if a text in it holds half of a character.
        """
        try:
            sent = super().parse(stream, *args, **kwargs)
            json.dumps(sent, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError("It is nested too deeply.") from None
        except UnicodeEncodeError:
            raise ValidationError({"body": ["It holds half of a character."]}) from None
        return sent
