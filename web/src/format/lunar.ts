const lunar = new Intl.DateTimeFormat('en-u-ca-dangi', { timeZone: 'UTC', day: 'numeric' });

/**
 * 손없는날: a day whose number in the lunar month ends in 9 or 0. By tradition such a day is safe for moving house. The lunar
 * calendar is Korea's own (dangi), which every browser has.
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
