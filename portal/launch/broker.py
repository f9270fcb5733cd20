"""Which Valkey (or Redis) the portal runs on: our embedded one, or the caller's."""

from celery import Celery
from redis import Redis
from redis.exceptions import RedisError

from portal.embedded.home import Home
from portal.embedded.servers import start_valkey
from portal.embedded.trouble import Trouble
from portal.launch.surroundings import Environment

PATIENCE_SECONDS = 10


def broker_for(environment: Environment, home: Home) -> str:
    """This function will return the address of a server that answers."""
    given = environment.get("REDIS_URL")
    if given is None:
        return start_valkey(home)
    try:
        with Redis.from_url(given, socket_connect_timeout=PATIENCE_SECONDS) as client:
            client.ping()
    except (RedisError, ValueError) as error:
        raise Trouble(
            f"REDIS_URL names a server that cannot be reached ({error}): put it right, or unset "
            "it to run on the embedded Valkey."
        ) from None
    return given


def worker_answers(redis_url: str, seconds: float) -> bool:
    """This function will ask the workers for a sign of life, through the broker."""
    broker = redis_url.replace("unix://", "redis+socket://", 1)
    with Celery("launch", broker=broker, set_as_current=False) as app:
        return bool(app.control.ping(timeout=seconds, limit=1))
