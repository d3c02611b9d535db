/** Metres, rounded: 846 → 850m, 3240 → 3.2km */
export const formatDistance = (meters: number): string =>
  meters < 1_000 ? `${Math.round(meters / 10) * 10}m` : `${(meters / 1_000).toFixed(1)}km`;
