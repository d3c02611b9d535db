import { z } from 'zod';
import { moment } from './event-values.ts';
import type { Producer } from './streams.ts';

/** What all events have around their data. */
const common = {
  id: z.uuid(),
  time: moment,
  correlationId: z.uuid(),
  sequence: z.int().positive(),
  causationId: z.uuid().nullable(),
  traceparent: z.string().nullable(),
};

/** The schema of a type of event. */
export const define = <T extends string, P extends Producer, D extends z.ZodRawShape>(
  type: T,
  version: number,
  producer: P,
  data: D,
) =>
  z.object({
    ...common,
    type: z.literal(type),
    /** The newest version that this build understands, or an earlier one. */
    version: z.int().min(1).max(version),
    producer: z.literal(producer),
    data: z.object(data),
  });
