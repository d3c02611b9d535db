const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** A connection that slept this long may be dead without having noticed. */
const SLEEP_MS = 20_000;

/**
 * Listens to what reaches one phone, or all of them, and connects again whenever the connection is lost.
 *
 * @param query `?to=…`, or nothing for all phones
 * @param options.onMessages gets the latest ones at every connection (`isLatest`), then each as it comes or changes
 * @param options.onLost called at every failure
 * @returns stops listening
 */
export function listen(query, { onMessages, onLost }) {
  let source;
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

  // An EventSource gives up for good when it is answered with an error, so the trying is done here.
  function lose() {
    source.close();
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
    source.close();
  };
}
