/* What assign decides: on events, on what teams say, and when a timer fires. */

#define other(c) (1 - (c))
#define bit(n) (1 << (n))
/* subgraphs/assign/src/assignment/call-state.ts#isHeld */
#define isHeld(c) (job[c] == OFFERED || job[c] == ASSIGNED)
#define isTaken(t) ((isHeld(0) && team[0] == t) || (isHeld(1) && team[1] == t))
#define hasGivenBack(c, t) (passedOver[c] & bit(t))
#define mayHave(c, t) (!isTaken(t) && !hasGivenBack(c, t))

inline publish(c, what, about) {
  if
#ifdef LEDGER
  :: c == 0 -> append(assignToManage, what, about)
#else
  :: c == 0 && what != AssignmentDropped -> append(assignToCall, what, about)
#endif
  :: else
  fi
}

/* subgraphs/assign/src/dispatch/locks.ts#lockFor */
#define callIsFree(c) (!callLocked[c])
#ifdef NO_DAY_LOCK
#define isFree(c) callIsFree(c)
#define lockFor(c) callLocked[c] = true
#else
#define isFree(c) (callIsFree(c) && !dayLocked)
#define lockFor(c) callLocked[c] = true; dayLocked = true
#endif
#define unlock(c) callLocked[c] = false; dayLocked = false

/* Chooses any team that may have a call: distances are not modelled. `lost` has the call until the decision is written. */
/* subgraphs/assign/src/serving.ts#nextTeam */
inline nextTeam(c, lost) {
  if
  :: mayHave(c, 0) && lost != 0 -> next = 0
  :: mayHave(c, 1) && lost != 1 -> next = 1
  :: else -> next = NOBODY
  fi
}

/* Whether the other call waits for the team that a call loses. */
/* subgraphs/assign/src/serving.ts#servedBy */
inline servedBy(c, lost) {
  serves = job[other(c)] == WAITING && !hasGivenBack(other(c), lost)
}

/* subgraphs/assign/src/serving.ts#given */
inline given(c, t) {
  assignment[c]++; team[c] = t;
  if
  :: mode[t] == OFFER ->
     job[c] = OFFERED; timers[c] = timers[c] | bit(assignment[c]); publish(c, AssignmentOffered, t)
  :: mode[t] == AUTO -> job[c] = ASSIGNED; publish(c, AssignmentCompleted, t)
  fi;
  /* "assignments_one_held" and the exclusion constraint of bookings. */
  assert(!(isHeld(0) && isHeld(1) && team[0] == team[1]));
  assert(!hasGivenBack(c, t))
}

inline waits(c) {
  job[c] = WAITING; team[c] = NOBODY; publish(c, AssignmentFailed, NOBODY)
}

/* What the database refuses is tried again: without the lock, others may have taken the team meanwhile. */
#define isOutdated(c, lost) \
  ((next != NOBODY && isTaken(next)) || (serves && job[other(c)] != WAITING))

/* A call loses its team and goes on. The release and what follows from it are one decision. */
/* subgraphs/assign/src/serving.ts#handedOver */
inline handedOver(c, lost) {
  team[c] = NOBODY; job[c] = NOTHING;
  if
  :: next == NOBODY -> waits(c)
  :: else -> given(c, next)
  fi;
  if
  :: serves -> given(other(c), lost)
  :: else
  fi
}

/* Decides on events of manage. */
proctype Assign(byte c) {
  byte number, about, next = NOBODY, lost = NOBODY;
  mtype type = NOTHING;
  bool serves;
end:
  do
  /* packages/eventlog/src/consumer/inbox.ts#applyOnce */
  :: atomic { nempty(manageToAssign[c].entries) && isFree(c) -> take(manageToAssign[c], type, about) ;
       if
       :: type != NOTHING -> lockFor(c)
       :: else
       fi
     }
again:
     /* subgraphs/assign/src/store.ts#createBoardStore */
     atomic {
       lost = (isHeld(c) -> team[c] : NOBODY);
       if
       :: type == AssignmentRequested -> nextTeam(c, NOBODY)
       :: type == AssignmentCancelRequested && lost != NOBODY -> servedBy(c, lost)
       :: else
       fi
     }
     /* subgraphs/assign/src/assignment/assignment.ts#decide */
     atomic {
       if
       :: isOutdated(c, lost) -> next = NOBODY; serves = false; goto again
       :: else
       fi;
       if
       :: type == AssignmentRequested && job[c] == NOTHING ->
          if
          :: next == NOBODY -> waits(c)
          :: else -> given(c, next)
          fi
       :: type == AssignmentCancelRequested && job[c] != CANCELLED ->
          job[c] = CANCELLED; team[c] = NOBODY;
          if
          :: serves -> given(other(c), lost)
          :: else
          fi
       :: else
       fi;
       if
       :: type != NOTHING -> unlock(c)
       :: else
       fi;
       type = NOTHING; about = 0; next = NOBODY; lost = NOBODY; serves = false
     }
  :: atomic { atRest -> break }
  od
}

#ifdef UNNAMED_ASSIGNMENT
#define isMeant(c) isHeld(c)
#else
#define isMeant(c) (isHeld(c) && assignment[c] == meant)
#endif
#define isOpen(c) (!(ended[c] & bit(assignment[c])))

/* What the team of a call says, from one of its phones. It names the assignment that it means. */
proctype Team(byte c) {
  byte answers = ANSWERS, meant, next = NOBODY, lost = NOBODY;
  mtype what = NOTHING;
  bool serves;
end:
  do
  /* subgraphs/assign/src/offer/offer-commands.ts#createOfferCommands */
  :: atomic { job[c] == OFFERED && answers > 0 && what == NOTHING -> meant = assignment[c]; what = ACCEPT; answers-- }
  :: atomic { job[c] == OFFERED && answers > 0 && what == NOTHING -> meant = assignment[c]; what = DECLINE; answers-- }
  /* subgraphs/assign/src/rescue/rescue-commands.ts#createRescueCommands */
  :: atomic {
       job[c] == ASSIGNED && answers > 0 && what == NOTHING ->
       meant = assignment[c]; what = DROP; said[c] = said[c] | bit(meant); answers--
     }
  /* subgraphs/assign/src/store.ts#createBoardStore */
  :: atomic {
       what != NOTHING && isFree(c) -> lockFor(c);
again:
       lost = (isHeld(c) -> team[c] : NOBODY);
       if
       :: what != ACCEPT && lost != NOBODY -> nextTeam(c, lost); servedBy(c, lost)
       :: else
       fi
     }
     atomic {
       if
       :: isOutdated(c, lost) -> next = NOBODY; serves = false; goto again
       :: else
       fi;
       if
       /* subgraphs/assign/src/offer/offering.ts#decideOnOffer */
       :: isMeant(c) && what == ACCEPT && job[c] == OFFERED && isOpen(c) ->
          job[c] = ASSIGNED; publish(c, AssignmentCompleted, team[c])
       :: isMeant(c) && what == DECLINE && job[c] == OFFERED && isOpen(c) ->
          passedOver[c] = passedOver[c] | bit(lost); handedOver(c, lost)
       /* subgraphs/assign/src/rescue/rescue.ts#drop */
       :: isMeant(c) && what == DROP && job[c] == ASSIGNED ->
          assert(said[c] & bit(assignment[c]));
          passedOver[c] = passedOver[c] | bit(lost); drops = drops + (c == 0 -> 1 : 0);
          publish(c, AssignmentDropped, assignment[c]);
          handedOver(c, lost)
       :: else
       fi;
       unlock(c);
       next = NOBODY; lost = NOBODY; serves = false;
       /* A second phone says the same, or nobody does. */
       if
       :: answers > 0 -> answers--
       :: what = NOTHING; meant = 0
       fi
     }
  :: atomic { what == NOTHING && answers > 0 -> answers = 0 }
  :: atomic { atRest -> break }
  od
}


/* The timer of the assignment n of a call. */
proctype Timer(byte c; byte n) {
  byte next = NOBODY, lost = NOBODY;
  bool serves;
end:
  if
  /* subgraphs/assign/src/timers/timer-runner.ts#startTimers */
  :: atomic { timers[c] & bit(n) -> ended[c] = ended[c] | bit(n) }
  :: atomic { atRest -> goto done }
  fi;
fire:
  /* subgraphs/assign/src/timers/timer-store.ts#takeDue */
  atomic {
    isFree(c) -> lockFor(c);
again:
    lost = (isHeld(c) -> team[c] : NOBODY);
    if
    :: lost != NOBODY -> nextTeam(c, lost); servedBy(c, lost)
    :: else
    fi
  }
  /* subgraphs/assign/src/offer/offering.ts#withdrawn */
  atomic {
    if
    :: isOutdated(c, lost) -> next = NOBODY; serves = false; goto again
    :: else
    fi;
    if
#ifdef BLIND_TIMER
    :: isHeld(c) ->
#else
    :: job[c] == OFFERED && assignment[c] == n ->
#endif
       assert(job[c] == OFFERED && !isOpen(c));
       passedOver[c] = passedOver[c] | bit(lost); handedOver(c, lost)
    :: else
    fi;
    unlock(c);
    next = NOBODY; lost = NOBODY; serves = false;
#ifdef TIMER_STAYS
    goto fire
#else
    timers[c] = timers[c] & ~bit(n)
#endif
  }
done:
  skip
}
