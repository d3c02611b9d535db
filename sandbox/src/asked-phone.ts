/** The phone that a request asks for, in national digits; null when it asks for all. */
export function phoneIn(url: string | undefined): string | null {
  const to = new URL(url ?? '/', 'http://sandbox').searchParams.get('to');
  return to === null || to === '' ? null : to.replace(/\D/g, '').replace(/^82/, '0');
}
