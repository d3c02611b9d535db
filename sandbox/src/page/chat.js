import { createCard, make } from './card.js';
import { dayOf, placeOf } from './words.js';

/** So many cards are kept; the oldest go first. */
const MOST = 1_000;
/** This close to the end counts as being there, in pixels. */
const NEAR = 80;

const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** The cards in their order, by days. Stays at the end unless somebody has scrolled up to read. */
export function createChat({ log, empty, newer, onPhone, targetOf }) {
  let entries = [];
  const known = new Map();
  let withPhones = true;
  let atEnd = true;
  let unread = 0;

  log.addEventListener('scroll', () => {
    atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    if (atEnd) setUnread(0);
  });
  new ResizeObserver(() => atEnd && toEnd('instant')).observe(log);
  newer.addEventListener('click', () => {
    log.focus({ preventScroll: true });
    toEnd(calm.matches ? 'instant' : 'smooth');
  });

  function toEnd(behavior) {
    log.scrollTo({ top: log.scrollHeight, behavior });
  }

  function setUnread(count) {
    unread = count;
    newer.hidden = count === 0;
    newer.querySelector('span').textContent = String(count);
  }

  function add(message) {
    const card = createCard(message, { onPhone: withPhones ? onPhone : null, targetOf });
    const entry = { id: message.id, at: message.at, day: dayOf(message.at), ...card };
    const place = placeOf(entry, entries);
    const before = entries[place - 1];
    const after = entries[place];
    if (before?.day === entry.day) before.element.after(entry.element);
    else if (after?.day === entry.day) after.element.before(entry.element);
    else {
      const section = make('section', 'day', make('h2', '', entry.day), entry.element);
      if (before) before.element.parentElement.after(section);
      else log.prepend(section);
    }
    entries.splice(place, 0, entry);
    known.set(entry.id, entry);
    return entry.element;
  }

  function forgetOldest() {
    const { id, element } = entries.shift();
    known.delete(id);
    const section = element.parentElement;
    element.remove();
    if (!section.querySelector('.card')) section.remove();
  }

  return {
    /** Starts over, for one phone or for all of them, whose numbers are on the cards then. */
    clear({ ofAll }) {
      withPhones = ofAll;
      entries = [];
      known.clear();
      log.replaceChildren();
      log.setAttribute('aria-busy', 'true');
      empty.hidden = true;
      atEnd = true;
      setUnread(0);
    },
    /** Adds what is new and updates what is there; true when there was something new after the first time. */
    receive(messages) {
      // What was there before is neither read out nor slides in.
      const first = log.getAttribute('aria-busy') === 'true';
      const stay = atEnd;
      let added = 0;
      for (const message of messages) {
        const entry = known.get(message.id);
        // Whether a message arrived is decided once: one that is still on its way brings no news.
        if (entry && message.status !== 'ACCEPTED') entry.setStatus(message.status);
        if (entry) continue;
        add(message).classList.toggle('fresh', !first);
        added += 1;
      }
      while (entries.length > MOST) forgetOldest();
      empty.hidden = entries.length > 0;
      if (stay) toEnd('instant');
      else if (added > 0) setUnread(unread + added);
      log.setAttribute('aria-busy', 'false');
      return added > 0 && !first;
    },
    /** Whether there may be messages between those that are there and these, the latest ones. */
    hasGapBefore: (latest) =>
      entries.length > 0 && latest.length > 0 && !latest.some(({ id }) => known.has(id)),
    /** When the oldest one was taken. */
    since: () => entries[0]?.at ?? '',
  };
}
