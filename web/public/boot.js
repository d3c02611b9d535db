// The first thing that runs, and of no release in particular. While one release takes another's place, the page may come from the
// one and the files that it names be asked of the other, who has them no more, or not yet; a tab from before has the same trouble
// with what it loads later. Loaded again until both are of one release, it works.
(() => {
  const KEPT = 'movecall.reloads';
  /** About a minute in all: longer than it takes for a release to be everywhere, if nothing is wrong with it. */
  const MOST = 10;
  const FORGOTTEN_MS = 60_000;
  let isLoadingAgain = false;

  function say(text) {
    const root = document.getElementById('root');
    if (!root || root.childElementCount > 0) return;
    root.textContent = text;
    // The styles may be what is missing.
    root.style.cssText = 'padding: 30vh 1.5rem 0; text-align: center';
  }

  /** How often it has just been loaded again. Where nothing can be kept it would be so for ever. */
  function timesBefore() {
    try {
      const { times, at } = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
      return Date.now() - at < FORGOTTEN_MS ? times : 0;
    } catch {
      return MOST;
    }
  }

  function loadAgain() {
    if (isLoadingAgain || !navigator.onLine) return;
    const times = timesBefore();
    if (times >= MOST) {
      say('페이지를 불러오지 못했어요. 잠시 뒤에 다시 열어 주세요.');
      return;
    }
    isLoadingAgain = true;
    say('이사콜이 새 버전으로 바뀌고 있어요. 곧 다시 불러올게요.');
    setTimeout(
      () => {
        sessionStorage.setItem(KEPT, JSON.stringify({ times: times + 1, at: Date.now() }));
        location.reload();
      },
      Math.min(500 * 2 ** times, 8_000),
    );
  }

  addEventListener('vite:preloadError', loadAgain);
  // Of an element's own files the event does not bubble.
  addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLScriptElement || target instanceof HTMLLinkElement) loadAgain();
    },
    true,
  );
})();
