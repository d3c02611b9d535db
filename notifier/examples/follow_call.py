#!/usr/bin/env python3
"""Follows the events of one call over all streams of movecall, and prints each event as a line of JSON.

Without a consumer group it only reads and changes nothing in Redis:

    follow_call.py --call ID [--since beginning|now]

With its own consumer group it resumes after a restart or a crash:

    follow_call.py --call ID --group audit --state audit.json

Delivery is at least once. Source, subject and sequence identify an event. The script skips an event that it has already
printed. An event whose predecessor is missing waits for the predecessor. schema/asyncapi.yaml describes the events.
"""

import argparse
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Optional

PRODUCERS = ("call", "manage", "assign", "notifier")
BLOCK_MS = 1_000
COUNT = 100


class Entry(NamedTuple):
    """An entry of a stream. Acknowledging the entry needs its stream and its id."""

    stream: str
    entry_id: str
    payload: str


@dataclass(frozen=True)
class Event:
    """The attributes of a CloudEvent that this script uses."""

    source: str
    subject: str
    sequence: int
    type: str
    time: str
    data: Any


def parse(payload: str) -> Optional[Event]:
    """Returns the event in an entry, or None when the entry is not a CloudEvent with a sequence."""
    try:
        said = json.loads(payload)
        if said["specversion"] != "1.0":
            return None
        sequence = int(said["sequence"])
        return Event(said["source"], said["subject"], sequence, said["type"], said["time"], said["data"])
    except (ValueError, TypeError, KeyError):
        return None


@dataclass
class InOrder:
    """Passes the events of one subject once and in order per source. Save `last` to survive a restart."""

    last: dict[str, int] = field(default_factory=dict)
    #: Whether the first event of a source may have any sequence. True for a reader that starts in the middle of a stream.
    late: bool = False
    waiting: dict[tuple[str, int], tuple[Event, Entry]] = field(default_factory=dict)

    def take(self, event: Event, entry: Entry) -> Iterator[tuple[Event, Entry]]:
        """Yields this event and the waiting events after it, oldest first. Yields none while a predecessor is missing."""
        if self.late:
            self.last.setdefault(event.source, event.sequence - 1)
        if self.seen(event):
            return
        self.waiting[event.source, event.sequence] = (event, entry)
        while due := self.waiting.pop((event.source, self.last.get(event.source, 0) + 1), None):
            self.last[event.source] = due[0].sequence
            yield due

    def seen(self, event: Event) -> bool:
        return event.sequence <= self.last.get(event.source, 0)


def entries(answer: Iterable[Any]) -> Iterator[Entry]:
    """Yields the entries in an answer to XREAD or XREADGROUP. A deleted pending entry has no fields."""
    for stream, found in answer or ():
        for entry_id, fields in found:
            yield Entry(stream, entry_id, (fields or {}).get("event", ""))


def without_group(redis: Any, streams: list[str], since: str) -> Iterator[Entry]:
    """Yields entries forever: all existing and new entries, or only new ones."""
    after = {stream: "0-0" if since == "beginning" else last_id(redis, stream) for stream in streams}
    while True:
        for entry in entries(redis.xread(after, count=COUNT, block=BLOCK_MS)):
            after[entry.stream] = entry.entry_id
            yield entry


def last_id(redis: Any, stream: str) -> str:
    """Returns the newest id of a stream. Reading with `$` instead would miss the entries between two XREAD commands."""
    newest = redis.xrevrange(stream, count=1)
    return newest[0][0] if newest else "0-0"


def as_group(redis: Any, streams: list[str], group: str, consumer: str) -> Iterator[Entry]:
    """Yields this consumer's pending entries, then new entries forever."""
    from redis.exceptions import ResponseError

    for stream in streams:
        try:
            redis.xgroup_create(stream, group, id="0", mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise
        after = "0"
        while own := list(entries(redis.xreadgroup(group, consumer, {stream: after}, count=COUNT))):
            yield from own
            after = own[-1].entry_id
    while True:
        new = dict.fromkeys(streams, ">")
        yield from entries(redis.xreadgroup(group, consumer, new, count=COUNT, block=BLOCK_MS))


def load(state: Optional[Path]) -> dict[str, int]:
    return json.loads(state.read_text()) if state and state.exists() else {}


def save(state: Optional[Path], last: dict[str, int]) -> None:
    """Replaces the file atomically. A consumer with a database would save `last` in the transaction of its effect."""
    if state:
        new = state.with_suffix(".new")
        new.write_text(json.dumps(last))
        os.replace(new, state)


def follow(redis: Any, args: argparse.Namespace) -> None:
    streams = [f"{args.prefix}:{producer}" for producer in PRODUCERS]
    in_order = InOrder(load(args.state), late=args.group is None and args.since == "now")

    def acknowledge(entry: Entry) -> None:
        if args.group:
            redis.xack(entry.stream, args.group, entry.entry_id)

    source = (
        as_group(redis, streams, args.group, args.consumer)
        if args.group
        else without_group(redis, streams, args.since)
    )
    for entry in source:
        event = parse(entry.payload)
        if event is None or event.subject != args.call or in_order.seen(event):
            acknowledge(entry)
            continue
        for due, of in in_order.take(event, entry):
            print(json.dumps(asdict(due), ensure_ascii=False), flush=True)
            save(args.state, in_order.last)
            acknowledge(of)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Prints the events of one call as they arrive.")
    parser.add_argument("--redis", default="redis://localhost:6379", help="URL of the Redis")
    parser.add_argument("--prefix", default="movecall", help="STREAM_PREFIX of the deployment")
    parser.add_argument("--call", required=True, help="id of the call")
    parser.add_argument("--since", choices=("beginning", "now"), default="beginning", help="where to start without --group")
    parser.add_argument("--group", help="consume as this group")
    parser.add_argument("--consumer", default="1", help="name of this process in the group")
    parser.add_argument("--state", type=Path, help="file that stores the position of the group")
    args = parser.parse_args()
    if (args.group is None) != (args.state is None):
        parser.error("--group and --state must be given together: an acknowledged event is not delivered again")
    return args


def main() -> None:
    from redis import Redis

    args = arguments()
    try:
        follow(Redis.from_url(args.redis, decode_responses=True, encoding_errors="replace"), args)
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
