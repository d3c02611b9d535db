/** The query parameter `to` of a URL as national digits; null for all phones. */
export function recipientFilter(url: string | undefined): string | null {
  const to = new URL(url ?? '/', 'http://sandbox').searchParams.get('to');
  return to === null || to === '' ? null : to.replace(/\D/g, '').replace(/^82/, '0');
}
