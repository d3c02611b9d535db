/* What assign decides. */

#ifdef TWO_HOLDS
#define mayHold true
#else
#define mayHold (hold[1 - a] != HELD)
#endif

#ifdef GIVEN_AGAIN
#define isPassedOver(t) false
#else
/* subgraphs/assign/src/dispatch/passed-over.ts#hasGivenBack */
#define isPassedOver(t) (passedOver & bit(t))
#endif

/* A team that has time on a day and has not given call 0 back. */
/* subgraphs/assign/src/hold/rescheduling.ts#nextFitting */
inline nextFitting(t, d) {
  if
  :: isFree(0, d) && !isPassedOver(0) -> t = 0
  :: isFree(1, d) && !isPassedOver(1) -> t = 1
  :: else -> t = NOBODY
  fi
}

/* The request to assign: it may arrive late, or never. */
proctype Hold(byte a) {
  byte t = NOBODY;
end:
  if
  :: asked[a] -> skip
  :: atRest -> goto done
  fi;
  if
  :: goto done
  /* subgraphs/assign/src/hold/rescheduling.ts#hold */
  :: atomic {
       if
       :: hold[a] == OVER || job[0] == CANCELLED -> skip
#ifndef TWO_HOLDS
       :: hold[a] == NOTHING && job[0] != CANCELLED && hold[1 - a] == HELD -> skip
#endif
       :: hold[a] == NOTHING && job[0] != CANCELLED && mayHold ->
          if
          /* subgraphs/assign/src/hold/rescheduling.ts#nextBest */
          :: job[0] == ASSIGNED && isFree(team[0], to(a)) -> t = team[0]
          :: !(job[0] == ASSIGNED && isFree(team[0], to(a))) -> nextFitting(t, to(a))
          fi
       fi;
       if
       :: t != NOBODY ->
          /* "holds_one_of_call" and the exclusion constraint of bookings. */
          assert(hold[1 - a] != HELD); assert(isFree(t, to(a)));
          hold[a] = HELD; holdTeam[a] = t; answer[a] = HELD
       :: else -> answer[a] = REFUSED
       fi;
       t = NOBODY
     }
  fi;
done:
  skip
}

/* The day comes with every event here: call's record follows assign. */
#define TEAM 3
inline tellCall(what) {
  append(assignToCall, what, day[0] * 4 + team[0])
}

/* subgraphs/assign/src/serving.ts#given */
inline given(t) {
  assert(!(passedOver & bit(t)));
  job[0] = ASSIGNED; team[0] = t; tellCall(AssignmentCompleted)
}

inline wait() {
  job[0] = WAITING; team[0] = NOBODY; tellCall(AssignmentFailed)
}

/* A team that is free on a day serves the call that waits for it. */
/* subgraphs/assign/src/serving.ts#servedBy */
inline servedBy(t, d) {
  if
  :: job[1] == WAITING && day[1] == d && isFree(t, d) -> job[1] = ASSIGNED; team[1] = t
  :: job[0] == WAITING && day[0] == d && isFree(t, d) && !isPassedOver(t) -> given(t)
  :: else
  fi
}

/* The time that was held for an attempt is free; `t` had it. */
inline over(a, t) {
  t = holdTeam[a];
  hold[a] = OVER; holdTeam[a] = NOBODY; givenBack[a] = false
}

/* subgraphs/assign/src/hold/rescheduling.ts#endHold */
inline endHold(a) {
  over(a, t);
  servedBy(t, to(a));
  t = NOBODY
}

/* A consumer of assign, of the events about call 0. */
proctype Assign() {
  byte number, about, t = NOBODY, before = NOBODY, d;
  mtype type = NOTHING;
end:
  do
  :: atomic {
       nempty(manageToAssign.entries) -> take(manageToAssign, type, about);
       if
       /* subgraphs/assign/src/hold/rescheduling.ts#reschedule */
       :: type == OrderRescheduled && hold[about] == HELD && job[0] != CANCELLED ->
          before = (job[0] == ASSIGNED -> team[0] : NOBODY); d = day[0];
          if
          :: givenBack[about] -> nextFitting(t, to(about))
          :: else -> t = holdTeam[about]
          fi;
          day[0] = to(about); price = priceOf(to(about));
          if
          :: t != NOBODY -> given(t)
          :: else -> wait()
          fi;
          if
          :: givenBack[about] -> over(about, t); servedBy(t, to(about))
          :: else -> over(about, t)
          fi;
          assert(!(job[0] == ASSIGNED && job[1] == ASSIGNED && team[1] == team[0] && day[1] == day[0]));
          if
          :: before != NOBODY -> servedBy(before, d)
          :: else
          fi;
          before = NOBODY
       /* subgraphs/assign/src/hold/rescheduling.ts#withdrawHold */
       :: type == RescheduleWithdrawn && hold[about] == HELD -> endHold(about)
#ifndef NO_HOLD_TOMBSTONE
       :: type == RescheduleWithdrawn && hold[about] == NOTHING -> hold[about] = OVER
#endif
       /* subgraphs/assign/src/assignment/assignment.ts#cancel */
       :: type == AssignmentCancelRequested ->
          t = (job[0] == ASSIGNED -> team[0] : NOBODY);
          job[0] = CANCELLED; team[0] = NOBODY;
          if
          :: t != NOBODY -> servedBy(t, day[0])
          :: else
          fi;
          /* subgraphs/assign/src/hold/rescheduling.ts#endHolds */
          if
          :: hold[0] == HELD -> endHold(0)
          :: hold[1] == HELD -> endHold(1)
          :: else
          fi
       :: else
       fi;
       type = NOTHING; about = 0; t = NOBODY; d = 0
     }
  :: atomic { atRest -> break }
  od
}

/* The team of call 0 gives it back. */
proctype Team() {
  byte t = NOBODY;
  if
  /* subgraphs/assign/src/rescue/rescue.ts#drop */
  :: atomic {
       job[0] == ASSIGNED -> t = team[0];
       passedOver = passedOver | bit(t);
#ifndef HOLD_OUTLASTS_DROP
       /* subgraphs/assign/src/assignment/board.ts#markGivenBack */
       givenBack[0] = (hold[0] == HELD && holdTeam[0] == t);
       givenBack[1] = (hold[1] == HELD && holdTeam[1] == t);
#endif
       if
       :: isFree(otherTeam(t), day[0]) && !isPassedOver(otherTeam(t)) -> given(otherTeam(t))
       :: else -> wait()
       fi;
       servedBy(t, day[0])
     }
  :: skip
  fi
}

/* Call 1 wants a team on day 1, and may be cancelled. */
proctype Other() {
  byte t = NOBODY;
  if
  /* subgraphs/assign/src/assignment/assignment.ts#request */
  :: atomic {
       day[1] = 1;
       if
       :: isFree(0, 1) -> job[1] = ASSIGNED; team[1] = 0
       :: isFree(1, 1) -> job[1] = ASSIGNED; team[1] = 1
       :: else -> job[1] = WAITING
       fi
     }
  :: goto done
  fi;
  if
  /* subgraphs/assign/src/assignment/assignment.ts#cancel */
  :: atomic {
       t = (job[1] == ASSIGNED -> team[1] : NOBODY);
       job[1] = CANCELLED; team[1] = NOBODY;
       if
       :: t != NOBODY -> servedBy(t, 1)
       :: else
       fi
     }
  :: skip
  fi;
done:
  skip
}
