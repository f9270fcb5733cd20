"""Where embedded servers live: one directory each, and sockets the system can address."""

from pathlib import Path

from portal.embedded.home import (
    CHECKOUT,
    LONGEST_SOCKET_PATH,
    SOCKET_NAME,
    Home,
    home_of_the_portal,
    home_of_the_tests,
)


def test_the_tests_and_the_portal_live_apart() -> None:
    assert home_of_the_portal().root == CHECKOUT / ".data"
    assert home_of_the_tests().root == CHECKOUT / ".data" / "test"
    assert home_of_the_portal().sockets() != home_of_the_tests().sockets()


def test_only_the_portal_pays_for_surviving_a_crash() -> None:
    assert home_of_the_portal().durable
    assert not home_of_the_tests().durable


def test_the_socket_lies_beside_the_data() -> None:
    assert Home(root=Path("/srv/sundial/.data")).sockets() == Path("/srv/sundial/.data/run")


def test_a_deep_directory_gets_a_short_socket() -> None:
    home = Home(root=Path("/srv") / ("deep" * 30) / ".data")

    assert len(bytes(home.sockets() / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
    assert home.mark in home.sockets().name


def test_the_longest_path_that_fits_is_used() -> None:
    rest = len("/run/") + len(SOCKET_NAME)
    fits = Home(root=Path("/" + "x" * (LONGEST_SOCKET_PATH - rest - 1)))
    too_long = Home(root=Path("/" + "x" * (LONGEST_SOCKET_PATH - rest)))

    assert fits.sockets() == fits.root / "run"
    assert too_long.sockets() != too_long.root / "run"


def test_two_deep_directories_do_not_share_a_socket() -> None:
    first, second = (Home(root=Path("/srv") / ("deep" * 30) / name) for name in ("a", "b"))

    assert first.sockets() != second.sockets()
