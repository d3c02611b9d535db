/** The parts of a day in which a team moves a home, as customers read them, with their hours in Seoul. */
export const slotLabels = {
  ALL_DAY: { label: '종일', hours: '오전 8시~오후 6시' },
  MORNING: { label: '오전', hours: '오전 8시~오후 1시' },
  AFTERNOON: { label: '오후', hours: '오후 1시~6시' },
} as const;
