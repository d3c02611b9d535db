/*
 * Dispatch (docs/adr/0004, 38 and 40): cancel against assignment, offers that are accepted, declined or expire, teams that give a call back.
 * Two calls want the same day, and two teams have time for one of them each. Assign runs on several replicas: what a
 * team says, a timer and an event each have a transaction of their own, which reads before it writes. Call and manage are followed for call
 * 0 only, since what they do about one call does not touch another; the teams of call 1 keep silent. Without LEDGER call hears of
 * assign, with LEDGER manage does, so that neither multiplies the states of the other.
 */
mtype = { NOTHING, OPEN, WAITING, OFFERED, ASSIGNED, CONFIRMED, CANCELLED, AUTO, OFFER, ACCEPT, DECLINE, DROP,
          CallCancelled, AssignmentRequested, AssignmentCancelRequested, AssignmentCompleted, AssignmentOffered,
          AssignmentFailed, AssignmentDropped };

#include "stream.pml"

#define NOBODY 2
#define EACH 0 .. 1

/* How often a team answers or gives a call back, per call. Each answer may come twice. */
#ifndef ANSWERS
#define ANSWERS 2
#endif

/* The database of assign. An assignment has a number within its call. */
mtype job[2] = NOTHING;
byte team[2] = NOBODY;
byte assignment[2];
/* Bits of teams that gave a call back, and of assignments: with a timer, whose offer has ended, that somebody gave back. */
byte passedOver[2];
byte timers[2];
byte ended[2];
byte said[2];
mtype mode[2] = AUTO;
/* The lock of the day, and of each call. */
bool dayLocked;
bool callLocked[2];
/* The database of call: what the customer reads. */
mtype call = OPEN;
byte announced = NOBODY;
/* The database of manage: the order, and what its ledger says. A team that fails owes 2, an end by the company 3, one by the customer 1. */
mtype order = OPEN;
byte orderTeam = NOBODY;
byte compensated;
byte byTeams;
byte byEnd;
byte penalty;
bool companyEnds;
bool hadTeam;
byte drops;
bool atRest;

Stream callToManage;
Stream manageToAssign[2];
Stream assignToCall;
Stream assignToManage;

#include "dispatch/assign.pml"

#include "dispatch/call-and-manage.pml"

/* Moves an entry, or delivers it twice. */
proctype Redis() {
  byte number, about;
  mtype type = NOTHING;
end:
  do
  DISTURB(callToManage)
  DISTURB(manageToAssign[0])
  DISTURB(assignToCall)
  DISTURB(assignToManage)
  :: atomic { atRest -> break }
  od
}

/* Nothing can go on. */
proctype Rest() {
  byte c;
  /* ops/src/invariants/check.ts#checkInvariants */
  atomic {
    timeout ->
    for (c : EACH) {
      assert(timers[c] == 0 && job[c] != OFFERED && job[c] != NOTHING);
      /* No wake-up was lost. */
      assert(job[c] != WAITING || (!mayHave(c, 0) && !mayHave(c, 1)))
    }
    if
    :: call == CANCELLED -> assert(order == CANCELLED && job[0] == CANCELLED)
#ifdef LEDGER
    :: else -> assert(order == job[0] && orderTeam == team[0])
#else
    :: else ->
       assert(announced == team[0] && (job[0] != WAITING || call == WAITING) && (job[0] != ASSIGNED || call == CONFIRMED))
#endif
    fi;
#ifdef LEDGER
    /* What is owed is the same in whatever order drop and cancel were told. */
    assert(byTeams == 2 * drops);
    assert(byEnd == (hadTeam && companyEnds && drops < 2 -> 3 - 2 * drops : 0));
    assert(penalty == (hadTeam && !companyEnds && drops == 0 -> 1 : 0));
#endif
    atRest = true
  }
}

init {
  byte c;
  atomic {
    if
    :: mode[0] = OFFER
    :: skip
    fi;
    for (c : EACH) {
      append(manageToAssign[c], AssignmentRequested, 0);
      run Assign(c); run Timer(c, 1); run Timer(c, 2)
    }
    run Team(0); run Canceller(); run OtherCanceller(); run Call(); run Manage(); run Redis(); run Rest()
  }
}

/* Everything comes to rest. */
ltl rest { <> atRest }
/* A cancelled call stays cancelled, and has no team in the end. */
ltl cancelled { [] (call == CANCELLED -> ([] (call == CANCELLED) && <> [] !isHeld(0))) }
