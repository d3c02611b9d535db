import { spreadOverTime } from '../spread-over-time.ts';
import type { Channel } from './channel.ts';
import type { StatusChange } from './status-event.ts';
import { isFeedTopic, topicsOf } from './topics.ts';

/** The channels of this process. The one reader of the stream publishes to them. */
export interface ChannelRegistry {
  /** Puts a change into every channel of its topics. */
  publish(change: StatusChange): void;
  /** Reports that something before the next change was lost on the stream. */
  markGap(): void;
  /**
   * Returns the channel with this topic and key, or creates it. The caller must join the channel at once, because the
   * registry drops a channel only when its last listener leaves.
   *
   * @param create makes the channel; it must call `onEmpty` when the last listener has left
   */
  open(topic: string, key: string, create: (onEmpty: () => void) => Channel): Channel;
  /** `waiting`: the changes that wait to be executed in all channels. */
  size(): { readonly channels: number; readonly subscriptions: number; readonly waiting: number };
}

/** The longest time over which the channels of calls read again after a gap, ms. */
const REREAD_MS = 10_000;

export function createChannelRegistry(): ChannelRegistry {
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
    markGap() {
      const ofCalls: Channel[] = [];
      for (const [topic, channels] of topics) {
        if (isFeedTopic(topic)) for (const channel of channels.values()) channel.markGap();
        else ofCalls.push(...channels.values());
      }
      // The lost changes may belong to any call, and a call may have no later change that would reveal the gap.
      void spreadOverTime(ofCalls, REREAD_MS, (channel) => channel.suspectGap());
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
