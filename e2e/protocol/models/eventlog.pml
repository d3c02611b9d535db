/*
 * The event log (docs/adr/0002 and 0023): outbox, relay, stream, consumer group and inbox. Three transactions of a producer are about two
 * calls; two replicas consume. Redis loses the tail of the stream, processes die between two steps, and entries are claimed from
 * replicas that are only slow.
 */
/* Formulas are looked at without assertions, so that a violation is one of the formula. Spin expresses parts of a formula as assertions too. */
#ifdef FORMULA
#define assert(condition) skip
#endif

#define KEYS 2
#define EVENTS 3
#define ENTRIES 9

/* How often Redis loses something, and how often a process dies where that matters. */
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef CRASHES
#define CRASHES 1
#endif

#define NONE 255

/* The database of the producer. A row has a key and its sequence; `number` is 0 until the relay has numbered it. */
byte rows;
byte key[EVENTS];
byte sequence[EVENTS];
bool committed[EVENTS];
byte number[EVENTS];
bool rowLocked[KEYS];
byte last[KEYS];
/* The relay's row. The last entry is NONE before the first one, and after a loss. */
byte lastNumber;
byte published;
byte finished;
byte lastEntry = NONE;
/* Redis: entries by their ids, each with a row of the outbox; what the group has acknowledged. */
byte appended;
byte entry[ENTRIES];
bool isThere[ENTRIES];
bool isAcknowledged[ENTRIES];
/* The database of the consumer: a bit for each sequence, and the sequence of the last effect. */
byte inbox[KEYS];
byte effect[KEYS];

byte losses = LOSSES;
byte crashes = CRASHES;
/* What was committed. */
byte events[KEYS];
bool atRest;

#define bit(n) (1 << (n))

/* A transaction that records an event about a call. */
proctype Writer(byte k) {
  byte row;
  /* packages/eventlog/src/producer/outbox.ts#insertInSequence */
  atomic {
#ifndef NO_SEQUENCE_LOCK
    !rowLocked[k] -> rowLocked[k] = true;
#endif
    row = rows; rows++;
    key[row] = k; sequence[row] = last[k] + 1
  }
  /* packages/eventlog/src/producer/outbox.ts#appendEvents */
  atomic { committed[row] = true; last[k] = sequence[row]; rowLocked[k] = false; events[k]++ }
}

#ifdef NO_LOSS_CHECK
#define hasLost false
#else
/* packages/eventlog/src/stream/append.ts#hasLost */
#define hasLost (lastEntry != NONE && !isThere[lastEntry])
#endif

#define isApplied(row) (inbox[key[row]] & bit(sequence[row]))
#ifdef FINISHED_EARLY
#define isFinished(n) true
#else
#define isFinished(n) ((number[0] != n || isApplied(0)) && (number[1] != n || isApplied(1)) && (number[2] != n || isApplied(2)))
#endif

/* An entry that is not acknowledged, whether another replica holds it or not. One that comes early waits for its turn. */
#define isOpen(id) (id < appended && isThere[id] && !isAcknowledged[id])
#ifdef NO_GATE
#define isItsTurn(row) true
#else
#define isItsTurn(row) (sequence[row] == 1 || (inbox[key[row]] & bit(sequence[row] - 1)))
#endif
#define mayTake(id) (isOpen(id) && isItsTurn(entry[id]))

/* The lowest row without a number that is committed, or the one with a number. */
inline findRow(wanted) {
  row = 0;
  do
  :: row < EVENTS && !(committed[row] && number[row] == wanted) -> row++
  :: else -> break
  od
}

/* The relay that has the lease. When it dies, another one goes on. */
proctype Relay() {
  byte row, n;
end:
  do
  /* packages/eventlog/src/producer/numbering.ts#numberEvents */
  :: atomic {
       (rows > 0 && committed[0] && number[0] == 0) || (rows > 1 && committed[1] && number[1] == 0) ||
       (rows > 2 && committed[2] && number[2] == 0) ->
       findRow(0); lastNumber++; number[row] = lastNumber; row = 0
     }
  /* packages/eventlog/src/producer/publisher.ts#createPublisher */
  :: atomic {
       published < lastNumber || hasLost -> n = published + 1;
       if
       /* packages/eventlog/src/stream/append.ts#appendToStream */
       :: hasLost -> n = 0
       :: !hasLost ->
          findRow(n); assert(row < EVENTS && appended < ENTRIES);
          entry[appended] = row; isThere[appended] = true; appended++;
          row = 0
       fi
     }
     if
     /* packages/eventlog/src/producer/publisher.ts#notePublished */
     :: atomic {
          if
          :: n == 0 -> published = finished; lastEntry = NONE
          :: else -> published = n; lastEntry = appended - 1
          fi;
          n = 0
        }
     :: atomic { crashes > 0 -> crashes--; n = 0 }
     fi
  /* packages/eventlog/src/producer/retention.ts#noteFinished */
  :: atomic { losses > 0 && finished < published && isFinished(finished + 1) -> finished++ }
  :: atomic { atRest -> break }
  od
}

/* Loses the tail of the stream. */
proctype Redis() {
  byte id;
end:
  do
  /* packages/eventlog/src/stream/append.ts#hasLost */
  :: atomic {
       losses > 0 && appended > 0 -> losses--;
       do
       :: id < appended -> id++
       :: break
       od;
       do
       :: id < appended -> isThere[id] = false; entry[id] = 0; isAcknowledged[id] = false; id++
       :: else -> break
       od;
       id = 0
     }
  :: atomic { atRest -> break }
  od
}

/* A replica of the consumer. It reads entries that are new, and takes over what another one holds. */
proctype Consumer() {
  byte id = NONE;
end:
  do
  /* packages/eventlog/src/consumer/group-reader.ts#createGroupReader */
  :: atomic { id == NONE && mayTake(0) -> id = 0 }
  :: atomic { id == NONE && mayTake(1) -> id = 1 }
  :: atomic { id == NONE && mayTake(2) -> id = 2 }
  :: atomic { id == NONE && mayTake(3) -> id = 3 }
  :: atomic { id == NONE && mayTake(4) -> id = 4 }
  :: atomic { id == NONE && mayTake(5) -> id = 5 }
  :: atomic { id == NONE && mayTake(6) -> id = 6 }
  :: atomic { id == NONE && mayTake(7) -> id = 7 }
  :: atomic { id == NONE && mayTake(8) -> id = 8 }
#ifdef EARLY_ACKNOWLEDGEMENT
  :: atomic { id != NONE && !isAcknowledged[id] -> isAcknowledged[id] = true }
#endif
  /* packages/eventlog/src/consumer/inbox.ts#applyOnce */
  :: atomic {
       id != NONE ->
       if
#ifndef NO_INBOX
       :: isApplied(entry[id])
#endif
       :: else ->
          inbox[key[entry[id]]] = inbox[key[entry[id]]] | bit(sequence[entry[id]]);
          effect[key[entry[id]]]++;
          /* Each event once, in the order of its producer. */
          assert(effect[key[entry[id]]] == sequence[entry[id]])
       fi
     }
     if
     /* packages/eventlog/src/consumer/group-reader.ts#createGroupReader */
     :: atomic { isAcknowledged[id] = true; id = NONE }
     /* It dies, and starts again under another name. */
     :: atomic { crashes > 0 -> crashes--; id = NONE }
     fi
  :: atomic { id != NONE && crashes > 0 -> crashes--; id = NONE }
  :: atomic { atRest -> break }
  od
}

/* Nothing can go on: every event had its effect, and nothing on the stream is left. */
proctype Rest() {
  byte n;
  /* ops/src/invariants/quiescence.ts#waitForQuiescence */
  atomic {
    timeout ->
    for (n : 0 .. KEYS - 1) {
      assert(effect[n] == events[n])
    }
    assert(events[0] + events[1] == EVENTS && lastNumber == EVENTS && published == EVENTS);
    for (n : 0 .. ENTRIES - 1) {
      assert(n >= appended || !isThere[n] || isAcknowledged[n])
    }
    atRest = true
  }
}

init {
  atomic {
    run Writer(0); run Writer(0); run Writer(1); run Relay(); run Redis();
    run Consumer(); run Consumer(); run Rest()
  }
}

/* Everything comes to rest. */
ltl rest { <> atRest }
