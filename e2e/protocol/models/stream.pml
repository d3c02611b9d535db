/*
 * The event log as a consumer sees it. One Stream carries the events of one producer about one call to one consumer: the outbox row is
 * written with the change, so it is never lost; entries arrive at least once, in any order; the inbox applies each once, after its
 * predecessor. eventlog.pml checks that relay, stream and inbox keep that promise.
 *
 * A transaction that is not committed has not happened. So a crash before the commit is no transition of its own, and a crash between
 * the commit and the acknowledgement is an entry that arrives twice.
 */

/* Formulas are looked at without assertions, so that a violation is one of the formula. Spin expresses parts of a formula as assertions too. */
#ifdef FORMULA
#define assert(condition) skip
#endif

/* How many entries arrive twice or in another order. */
#ifndef DISTURBANCES
#define DISTURBANCES 1
#endif

byte disturbances = DISTURBANCES;

typedef Stream {
  chan entries = [8] of { byte, mtype, byte };
  byte sent;
  /* One bit for each event that was applied. */
  short inbox
};

inline append(stream, what, about) {
  stream.sent++;
  assert(nfull(stream.entries));
  stream.entries ! stream.sent, what, about
}

/* Takes the next entry. Sets `type` and `about` of an event whose turn it is; else `type` is NOTHING. */
inline take(stream, type, about) {
  stream.entries ? number, type, about;
  if
#ifndef NO_INBOX
  :: stream.inbox & (1 << number) ->
     type = NOTHING
#endif
#ifndef NO_GATE
  :: !(stream.inbox & (1 << number)) && number > 1 && !(stream.inbox & (1 << (number - 1))) ->
     stream.entries ! number, type, about;
     type = NOTHING
#endif
  :: else ->
     stream.inbox = stream.inbox | (1 << number)
  fi;
  number = 0
}

/* Options of a process that stands for Redis and for replicas that die. */
#define DISTURB(stream) \
  :: atomic { \
       disturbances > 0 && nempty(stream.entries) && nfull(stream.entries) -> \
       stream.entries ? <number, type, about>; stream.entries ! number, type, about; \
       disturbances--; number = 0; type = NOTHING; about = 0 \
     } \
  :: atomic { \
       disturbances > 0 && len(stream.entries) > 1 -> \
       stream.entries ? number, type, about; stream.entries ! number, type, about; \
       disturbances--; number = 0; type = NOTHING; about = 0 \
     }
