// Keeps the files of one release of the page on the phone, so that a team reads its jobs without a signal. The build writes
// their names into it. It keeps nothing of anybody: what a person has read stays in the page's own storage.
const FILES = KEPT_FILES;
/** The first file is the page's first script, whose name changes with each release. */
const CACHE = `movecall ${FILES[0]}`;
/** A phone that hardly has a signal waits no longer than this for a page that it has already, ms. */
const PATIENCE_MS = 4_000;

self.addEventListener('install', (event) => event.waitUntil(keep()));
// A new release waits until no page of the old one is open. Then the old files go.
self.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(newestPage(request));
  else if (pathname.startsWith('/assets/') && FILES.includes(pathname)) event.respondWith(kept(request));
  else if (FILES.includes(pathname)) event.respondWith(fetch(request).catch(() => kept(request)));
});

/** All files, or none: during a deployment the page may come from one release and its files from a router of another. */
async function keep() {
  const cache = await caches.open(CACHE);
  try {
    await cache.addAll(['/', ...FILES]);
    const page = await (await cache.match('/')).text();
    if (!page.includes(FILES[0])) throw new Error('the page is of another release than this worker');
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function forgetOthers() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
}

/** The page as the router has it now; the one that was kept where there is no network. */
async function newestPage(request) {
  const page = await caches.match('/');
  const answer = fetch(request);
  if (!page) return answer;
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, page.clone()));
  return Promise.race([answer, patience]).catch(() => page);
}

const kept = async (request) => (await caches.match(request.url)) ?? fetch(request);
