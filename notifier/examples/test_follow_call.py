"""python3 -m unittest discover notifier/examples"""

import json
import unittest

from follow_call import Entry, Event, InOrder, entries, parse

ENTRY = Entry("movecall:call", "1-0", "")
SAID = {
    "specversion": "1.0",
    "id": "0199a000-0000-7000-8000-000000000001",
    "source": "/movecall/call",
    "type": "movecall.CallWithdrawn.v1",
    "subject": "0199a000-0000-7000-8000-000000000002",
    "time": "2026-11-23T00:00:00.000Z",
    "datacontenttype": "application/json",
    "sequence": "7",
    "sequencetype": "Integer",
    "data": {},
}


def event(sequence: int, source: str = "/movecall/call") -> Event:
    return Event(source, "a call", sequence, "movecall.CallWithdrawn.v1", "", {})


def passed(in_order: InOrder, *sequences: int) -> list[int]:
    return [due.sequence for each in sequences for due, _ in in_order.take(event(each), ENTRY)]


class Parsing(unittest.TestCase):
    def test_reads_a_cloud_event(self) -> None:
        found = parse(json.dumps(SAID))
        self.assertEqual(found and (found.source, found.sequence), ("/movecall/call", 7))

    def test_skips_anything_but_a_cloud_event(self) -> None:
        for payload in ("", "no json", "null", "7", "[]", "{}", json.dumps({**SAID, "specversion": "0.3"})):
            self.assertIsNone(parse(payload), payload)

    def test_a_deleted_entry_has_no_payload(self) -> None:
        self.assertEqual(list(entries([["movecall:call", [("1-0", None)]]])), [ENTRY])


class Ordering(unittest.TestCase):
    def test_each_event_passes_once_and_in_order(self) -> None:
        self.assertEqual(passed(InOrder(), 2, 1, 1, 3, 2, 5, 4), [1, 2, 3, 4, 5])

    def test_events_after_a_gap_wait(self) -> None:
        self.assertEqual(passed(InOrder(), 2, 3, 4), [])

    def test_resumes_after_a_restart(self) -> None:
        self.assertEqual(passed(InOrder({"/movecall/call": 2}), 1, 2, 3), [3])

    def test_a_late_reader_begins_at_any_sequence(self) -> None:
        self.assertEqual(passed(InOrder(late=True), 5, 7, 6, 4), [5, 6, 7])

    def test_sources_do_not_wait_for_each_other(self) -> None:
        in_order = InOrder()
        self.assertEqual(passed(in_order, 2), [])
        self.assertEqual(len(list(in_order.take(event(1, "/movecall/assign"), ENTRY))), 1)


if __name__ == "__main__":
    unittest.main()
