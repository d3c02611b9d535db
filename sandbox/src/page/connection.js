const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** The connection of a tab that was hidden for so long may be dead without an error event. */
const SLEEP_MS = 20_000;

/** @typedef {import('../message.ts').Message} Message */

/**
 * @typedef {object} ListenOptions
 * @property {(messages: readonly Message[], isLatest: boolean) => void} onMessages called with the latest messages at every
 *   connection (`isLatest`), then with each message that is new or has changed
 * @property {() => void} onLost called at every failure
 */

/**
 * Listens to the messages of one phone, or of all, and reconnects whenever the connection is lost.
 *
 * @param {string} query `?to=…`, or '' for all phones
 * @param {ListenOptions} options
 * @returns {() => void} stops listening
 */
export function listen(query, { onMessages, onLost }) {
  /** @type {EventSource | undefined} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let pause = FIRST_PAUSE_MS;
  let hiddenAt = Infinity;
  const closing = new AbortController();

  function connect() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(`/events${query}`);
    let isLatest = true;
    source.onmessage = ({ data }) => {
      pause = FIRST_PAUSE_MS;
      onMessages(JSON.parse(data), isLatest);
      isLatest = false;
    };
    source.onerror = lose;
  }

  // An EventSource gives up when the answer is an HTTP error. Therefore reconnecting is done here.
  function lose() {
    source?.close();
    onLost();
    clearTimeout(timer);
    timer = setTimeout(connect, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }

  function onVisibility() {
    if (document.hidden) hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > SLEEP_MS) connect();
  }

  const { signal } = closing;
  window.addEventListener('online', connect, { signal });
  window.addEventListener('offline', lose, { signal });
  document.addEventListener('visibilitychange', onVisibility, { signal });
  connect();

  return () => {
    closing.abort();
    clearTimeout(timer);
    source?.close();
  };
}
