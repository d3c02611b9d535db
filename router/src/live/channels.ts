import type { Channel } from './channel.ts';
import { stagger } from '../stagger.ts';
import { isFeedTopic, topicsOf } from './course.ts';
import type { StatusChange } from './status-event.ts';

/** Hands what the one reader of the stream reads to the channels of this process. */
export interface Channels {
  publish(change: StatusChange): void;
  /** Something before the next change was lost on the stream. */
  lose(): void;
  /**
   * The channel of this topic and key. Whoever asks for it joins it at once: one that nobody is in is not kept.
   *
   * @param create makes one; `onEmpty` lets go of it
   */
  open(topic: string, key: string, create: (onEmpty: () => void) => Channel): Channel;
  size(): { readonly channels: number; readonly subscriptions: number; readonly waiting: number };
}

/** Over so long calls are read again when they are many. */
const REREAD_MS = 10_000;

export function createChannels(): Channels {
  const topics = new Map<string, Map<string, Channel>>();

  function* all(): Generator<Channel> {
    for (const channels of topics.values()) yield* channels.values();
  }

  function forget(topic: string, key: string): void {
    const channels = topics.get(topic);
    channels?.delete(key);
    if (channels?.size === 0) topics.delete(topic);
  }

  return {
    publish(change) {
      for (const topic of topicsOf(change)) {
        for (const channel of topics.get(topic)?.values() ?? []) channel.put(change);
      }
    },
    lose() {
      const ofCalls: Channel[] = [];
      for (const [topic, channels] of topics) {
        if (isFeedTopic(topic)) for (const channel of channels.values()) channel.lose();
        else ofCalls.push(...channels.values());
      }
      // Whose state was lost cannot be known, and a call may have no later one that would tell: all are read again.
      void stagger(ofCalls, REREAD_MS, (channel) => channel.doubt());
    },
    open(topic, key, create) {
      const channels = topics.get(topic) ?? new Map<string, Channel>();
      topics.set(topic, channels);
      const channel = channels.get(key) ?? create(() => forget(topic, key));
      channels.set(key, channel);
      return channel;
    },
    size() {
      const sizes = { channels: 0, subscriptions: 0, waiting: 0 };
      for (const channel of all()) {
        const { listeners, waiting } = channel.size();
        sizes.channels += 1;
        sizes.subscriptions += listeners;
        sizes.waiting += waiting;
      }
      return sizes;
    },
  };
}
