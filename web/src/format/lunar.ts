const lunar = new Intl.DateTimeFormat('en-u-ca-dangi', { timeZone: 'UTC', day: 'numeric' });

/**
 * 손없는날: a day whose lunar day number ends in 9 or 0, on which tradition sees no harm in moving house. The lunar day is
 * that of Korea's own calendar (dangi), which every browser knows.
 *
 * @param date YYYY-MM-DD
 */
export function isSonEopneunNal(date: string): boolean {
  const day = Number.parseInt(
    lunar.formatToParts(new Date(`${date}T00:00:00Z`)).find(({ type }) => type === 'day')?.value ?? '',
    10,
  );
  return day % 10 === 9 || day % 10 === 0;
}
