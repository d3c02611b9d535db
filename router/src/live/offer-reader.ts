import { startTail } from '@movecall/eventlog';
import { CodedError } from '@movecall/graphql';
import type { PublishedEvent } from '@movecall/schema/events';
import { beginTail, parsed, type TailedStream } from './begin-tail.ts';

/** Says when the offers of teams change. */
export interface OfferReader {
  /**
   * Calls back whenever offers of a team may have changed.
   *
   * @returns stops listening
   * @throws CodedError SERVICE_UNAVAILABLE before Redis was reached: changes until then would be missed
   */
  listen(moverId: string, onChange: () => void): () => void;
  /** How many listen. */
  size(): number;
  close(): Promise<void>;
}

/** Reads assign's stream from its end, as soon as Redis is reached. */
export function startOfferReader(source: TailedStream): OfferReader {
  const listeners = new Map<string, Set<() => void>>();
  const tell = (heard: Iterable<() => void>): void => {
    for (const onChange of heard) onChange();
  };

  const reading = beginTail(source, () =>
    startTail({
      ...source,
      from: '$',
      onEvent(position, envelope, afterGap) {
        if (afterGap) return tell([...listeners.values()].flatMap((ofTeam) => [...ofTeam]));
        if (listeners.size === 0) return;
        const event = parsed(Number(position), envelope, source.logger);
        const moverId = event && askedTeam(event);
        if (moverId) tell(listeners.get(moverId) ?? []);
      },
    }),
  );

  return {
    listen(moverId, onChange) {
      if (reading.tail() === null)
        throw new CodedError('SERVICE_UNAVAILABLE', 'Live events are not available at the moment.');
      const ofTeam = listeners.get(moverId) ?? new Set();
      listeners.set(moverId, ofTeam.add(onChange));
      return () => {
        ofTeam.delete(onChange);
        if (ofTeam.size === 0 && listeners.get(moverId) === ofTeam) listeners.delete(moverId);
      };
    },
    size: () => [...listeners.values()].reduce((sum, ofTeam) => sum + ofTeam.size, 0),
    close: reading.close,
  };
}

/** The team whose offers an event may have changed; null for an event that is about no offer. */
function askedTeam(event: PublishedEvent): string | null {
  switch (event.type) {
    case 'AssignmentOffered':
    case 'AssignmentCompleted':
      return event.data.mover.id;
    case 'AssignmentCancelled':
      return event.data.moverId ?? null;
    default:
      return null;
  }
}
