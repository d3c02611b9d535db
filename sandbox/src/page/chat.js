import { createCard } from './card.js';
import { make } from './element.js';
import { dayOf, placeOf } from './words.js';

/** @typedef {import('../message.ts').Message} Message */
/** @typedef {import('./card.js').CardOptions} CardOptions */

/** The chat keeps so many cards; the oldest are removed first. */
const MOST = 1_000;
/** A distance from the end, in pixels, that counts as being at the end. */
const NEAR = 80;

const calm = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * @typedef {object} ChatOptions
 * @property {HTMLElement} log holds the cards
 * @property {HTMLElement} empty shown while there is no card
 * @property {HTMLElement} newer shown while there are unread cards; its `span` has their number
 * @property {(to: string) => void} onPhone called when the phone number of a card is tapped
 * @property {CardOptions['targetOf']} targetOf
 */

/**
 * The cards in their order, by days. The chat follows its end unless the reader has scrolled up.
 *
 * @param {ChatOptions} options
 */
export function createChat({ log, empty, newer, onPhone, targetOf }) {
  const end = followEnd(log, newer);
  const cards = createCards(log, targetOf);
  let withPhones = true;

  return {
    /**
     * Starts over, for one phone or for all phones. The cards of all phones show their numbers.
     *
     * @param {{ ofAll: boolean }} whose
     */
    clear({ ofAll }) {
      withPhones = ofAll;
      cards.clear();
      log.setAttribute('aria-busy', 'true');
      empty.hidden = true;
      end.reset();
    },
    /**
     * Adds new messages and updates known ones.
     *
     * @param {readonly Message[]} messages
     * @returns {boolean} whether a message is new; false at the first call after `clear`
     */
    receive(messages) {
      // Cards of the first call were there before: they are not read out and do not slide in.
      const first = log.getAttribute('aria-busy') === 'true';
      const stay = end.isThere();
      let added = 0;
      for (const message of messages) {
        if (cards.update(message)) continue;
        cards.add(message, withPhones ? onPhone : null).classList.toggle('fresh', !first);
        added += 1;
      }
      cards.trim();
      empty.hidden = cards.count() > 0;
      if (stay) end.show('instant');
      else if (added > 0) end.addUnread(added);
      log.setAttribute('aria-busy', 'false');
      return added > 0 && !first;
    },
    hasGapBefore: cards.hasGapBefore,
    since: cards.since,
  };
}

/**
 * Keeps the end of the chat in view, and counts unread cards while the reader is elsewhere.
 *
 * @param {HTMLElement} log
 * @param {HTMLElement} newer
 */
function followEnd(log, newer) {
  const number = newer.querySelector('span');
  let atEnd = true;
  let unread = 0;

  log.addEventListener('scroll', () => {
    atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    if (atEnd) setUnread(0);
  });
  new ResizeObserver(() => atEnd && show('instant')).observe(log);
  newer.addEventListener('click', () => {
    log.focus({ preventScroll: true });
    show(calm.matches ? 'instant' : 'smooth');
  });

  /** @param {ScrollBehavior} behavior */
  function show(behavior) {
    log.scrollTo({ top: log.scrollHeight, behavior });
  }

  /** @param {number} count */
  function setUnread(count) {
    unread = count;
    newer.hidden = count === 0;
    if (number) number.textContent = String(count);
  }

  return {
    show,
    isThere: () => atEnd,
    /** @param {number} added */
    addUnread: (added) => setUnread(unread + added),
    reset() {
      atEnd = true;
      setUnread(0);
    },
  };
}

/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} at RFC 3339
 * @property {string} day
 * @property {HTMLElement} element
 * @property {(status: string) => void} setStatus
 */

/**
 * The cards in the log, oldest first, in one section for each day.
 *
 * @param {HTMLElement} log
 * @param {CardOptions['targetOf']} targetOf
 */
function createCards(log, targetOf) {
  /** @type {Entry[]} */
  let entries = [];
  /** @type {Map<string, Entry>} */
  const known = new Map();

  /** @param {Entry} entry */
  function insert(entry) {
    const place = placeOf(entry, entries);
    const before = entries[place - 1];
    const after = entries[place];
    if (before?.day === entry.day) before.element.after(entry.element);
    else if (after?.day === entry.day) after.element.before(entry.element);
    else {
      const section = make('section', 'day', make('h2', '', entry.day), entry.element);
      if (before) before.element.parentElement?.after(section);
      else log.prepend(section);
    }
    entries.splice(place, 0, entry);
    known.set(entry.id, entry);
  }

  /** @param {Entry} entry */
  function remove({ id, element }) {
    known.delete(id);
    const section = element.parentElement;
    element.remove();
    if (!section?.querySelector('.card')) section?.remove();
  }

  return {
    count: () => entries.length,
    clear() {
      entries = [];
      known.clear();
      log.replaceChildren();
    },
    /**
     * @param {Message} message
     * @param {((to: string) => void) | null} onPhone
     */
    add(message, onPhone) {
      const card = createCard(message, { onPhone, targetOf });
      insert({ id: message.id, at: message.at, day: dayOf(message.at), ...card });
      return card.element;
    },
    /**
     * Whether the message is known; its card then has the status of the message.
     *
     * @param {Message} message
     */
    update({ id, status }) {
      const entry = known.get(id);
      // A message is delivered or failed only once: a late ACCEPTED changes nothing.
      if (entry && status !== 'ACCEPTED') entry.setStatus(status);
      return entry !== undefined;
    },
    /** Removes the oldest cards when there are too many. */
    trim: () => entries.splice(0, entries.length - MOST).forEach(remove),
    /**
     * Whether messages may be missing between the known ones and these, the latest.
     *
     * @param {readonly Message[]} latest
     */
    hasGapBefore: (latest) =>
      entries.length > 0 && latest.length > 0 && !latest.some(({ id }) => known.has(id)),
    /** When the provider accepted the oldest message, RFC 3339; '' without messages. */
    since: () => entries[0]?.at ?? '',
  };
}
