/** `5톤 · 남 3명, 여 1명` */
export const crewText = ({
  tons,
  crewMen,
  crewWomen,
}: {
  readonly tons: number;
  readonly crewMen: number;
  readonly crewWomen: number;
}): string => `${tons}톤 · 남 ${crewMen}명${crewWomen > 0 ? `, 여 ${crewWomen}명` : ''}`;
