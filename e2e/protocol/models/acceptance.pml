/*
 * Accepting a call (docs/adr/0003): attempt, manage's acceptance, withdrawal with its tombstone, sweeper. Two requests of a customer have
 * one idempotency key and run on two replicas. The first to come begins the attempt, whose id is that of the call; calls do not touch
 * each other. A request that finds the key free again begins another attempt, which goes the same way and is not followed.
 */
mtype = { NOTHING, PENDING, ACCEPTED, VOID, REQUESTED, CONFIRMED, CANCELLED, ASSIGNED, YES, TRY_AGAIN, UNKNOWN, ANOTHER,
          CallWithdrawn, MoveCallStatusChanged, AssignmentRequested, AssignmentCancelRequested, AssignmentCompleted };

#include "stream.pml"

/* The database of call. */
mtype attempt = NOTHING;
mtype call = NOTHING;
byte facts;
/* The database of manage: a tombstone beside the row of the order. */
mtype order = NOTHING;
bool tombstone;
bool locked;
/* The database of assign. */
mtype job = NOTHING;
/* Between call and manage. */
bool asked;
mtype answer = NOTHING;
/* What the two requests told the customer, and about which attempt; what the notifier told. */
mtype told[2] = NOTHING;
bool saidYes;
bool saidTryAgain;
byte messages;
bool atRest;

Stream callToManage;
Stream callToNotifier;
Stream manageToAssign;
Stream manageToCall;
Stream assignToCall;

#include "acceptance/request.pml"

#include "acceptance/services.pml"

proctype Redis() {
  byte number, about;
  mtype type = NOTHING;
end:
  do
  DISTURB(callToManage)
  DISTURB(manageToAssign)
  DISTURB(manageToCall)
  DISTURB(assignToCall)
  DISTURB(callToNotifier)
  :: atomic { atRest -> break }
  od
}

/* Nothing can go on: all that was begun is settled. */
proctype Rest() {
  /* ops/src/invariants/check.ts#checkInvariants */
  atomic {
    timeout ->
    assert(told[0] != NOTHING && told[1] != NOTHING && attempt != PENDING);
    assert(messages == facts && (!saidYes || call == CONFIRMED));
    if
    :: call != NOTHING -> assert(order == ACCEPTED && job == ASSIGNED && call == CONFIRMED)
    :: else -> assert(order != ACCEPTED && job != ASSIGNED && messages == 0)
    fi;
    atRest = true
  }
}

init {
  atomic {
    run Request(0); run Request(1); run Sweeper(); run Order(); run Manage(); run Assign(); run Call(); run Notifier();
    run Redis(); run Rest()
  }
}

/* Everything comes to rest. */
ltl rest { <> atRest }
/* Who was told "accepted" has an order, for good. */
ltl accepted { [] (saidYes -> [] (order == ACCEPTED)) }
/* Who was told "try again" has none in the end. */
ltl withdrawn { [] (saidTryAgain -> <> [] (order != ACCEPTED && job != ASSIGNED)) }
