/** Keeps the page's own files on the phone, so that it opens without a network (service-worker.js). */
export function keepPage(): void {
  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    navigator.serviceWorker.register('/service-worker.js').catch(() => undefined);
}
