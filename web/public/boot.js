// Reloads the page until the page and its files are of one release. Two cases need that: during a deployment the page may
// come from one release while a router of the other, which answers 404, is asked for the files; and a tab that was opened
// before the deployment may load more files later. The build writes this script into index.html, so that it runs first. The
// file is kept for pages of the release before, which load it by this name.
(() => {
  const KEPT = 'movecall.reloads';
  /** All pauses together are about a minute: longer than a deployment takes to be complete when nothing is wrong with it. */
  const MOST = 10;
  const FORGOTTEN_MS = 60_000;
  let isReloading = false;

  /** @param {string} text shown only while the page shows nothing else */
  function say(text) {
    const root = document.getElementById('root');
    if (!root || root.querySelector(':scope > :not(.start-page)')) return;
    root.textContent = text;
    // Set here, because the style sheets may be the files that are missing.
    root.style.cssText = 'padding: 30vh 1.5rem 0; text-align: center';
  }

  /**
   * The number of reloads within the last minute. Where the browser keeps nothing, the limit: reloads could not be counted
   * there and would never end.
   *
   * @returns {number}
   */
  function timesBefore() {
    try {
      const { times, at } = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
      return Date.now() - at < FORGOTTEN_MS ? times : 0;
    } catch {
      return MOST;
    }
  }

  function reload() {
    if (isReloading || !navigator.onLine) return;
    const times = timesBefore();
    if (times >= MOST) {
      say('페이지를 불러오지 못했어요. 잠시 뒤에 다시 열어 주세요.');
      return;
    }
    isReloading = true;
    say('이사콜이 새 버전으로 바뀌고 있어요. 곧 다시 불러올게요.');
    setTimeout(
      () => {
        sessionStorage.setItem(KEPT, JSON.stringify({ times: times + 1, at: Date.now() }));
        location.reload();
      },
      Math.min(500 * 2 ** times, 8_000),
    );
  }

  /**
   * Shows what index.html has for visitors at once, without waiting for the other scripts: only at the addresses that lead to
   * the sign-in, and only without a session.
   */
  function showStart() {
    try {
      if (/^\/(?:sign-in)?$/.test(location.pathname) && localStorage.getItem('movecall.session') === null)
        document.documentElement.classList.add('start');
    } catch {
      // Where the browser keeps nothing, the page shows itself when its scripts are there.
    }
  }

  showStart();
  addEventListener('vite:preloadError', reload);
  // The `error` event of an element does not bubble; a capturing listener receives it.
  addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLScriptElement || target instanceof HTMLLinkElement) reload();
    },
    true,
  );
})();
