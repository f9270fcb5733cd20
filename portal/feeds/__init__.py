"""Feeds: what people read elsewhere, at addresses that are theirs alone (CO-14, LU-28, CO-03).

An app that has something to feed says so once, in `ready()` of its `apps.py`:

    from portal.feeds.registry import Feed, Form, register

    register(Feed(
        name="topic",                 # in addresses and rows; it never changes
        form=Form.ATOM,               # or Form.CALENDAR
        label="A topic of the forum",
        shows="Each post, the newest first.",
        subjects=topics_fed,          # (Reader, keys) -> Mapping[key, Subject]
        content=posts_fed,            # Reader -> Iterable[Entry], or of icalendar Events
    ))

A feed of one thing gives `subjects`: which of these things the reader may see, each with its title
and its page (`Subject(title, path)`, the path inside the vendor's site: "forum/topics/7/"). A
feed that is not of one thing gives `subject` instead, Reader -> Subject | None; `for_all(title,
path, act)` makes one for all whom the policy allows an act. Either is asked first, at each fetch
and for each page: what it leaves out does not exist for this reader, with no word of why.

`content` is asked only then. It finds rows as pages do, by `reader.memberships`, at `reader.at`,
and of one thing by `reader.about`. It returns at most `MOST` entries, the newest first, each with

- an `id` that never changes: `reader.tag("post", post.pk)`;
- an `updated` from recorded facts, never from the clock that is read now;
- a `bare` title for vendors whose mail carries links only (PQ-12): there neither `title` nor
  `text` leaves the portal. Give a number, or a title that was published; never what people typed.

A feed that is not of one thing is offered on the page "Feeds" by itself. One that is needs a link
from the page of the thing: `{% url "feeds:of" "topic" topic.pk %}`, with the icon `rss`. Addresses
are made, shown, fetched and revoked here, for all feeds alike.
"""
