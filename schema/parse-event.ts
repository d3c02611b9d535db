import { NotYetError } from '@movecall/eventlog';
import { currentVersion, type PublishedEvent, publishedEvents } from './events.ts';

const schemas = new Map<string, (typeof publishedEvents)[number]>(
  publishedEvents.map((schema) => [schema.shape.type.value, schema]),
);

/**
 * Parses an envelope read from a stream.
 *
 * @returns null for an unknown type: a newer producer may publish more types
 * @throws NotYetError for a version newer than this build: the event waits for a build that understands it. Upgrade
 *   consumers before producers, and no event waits.
 * @throws ZodError when an event of a known type does not match its schema
 */
export function parseEvent(envelope: {
  readonly type: string;
  readonly version: number;
}): PublishedEvent | null {
  const schema = schemas.get(envelope.type);
  if (!schema) return null;
  const version = currentVersion(schema.shape.type.value);
  if (envelope.version > version)
    throw new NotYetError(
      `${envelope.type} version ${envelope.version} is newer than this build; upgrade this service`,
    );
  return schema.parse(envelope);
}
