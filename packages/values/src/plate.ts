/** `****4567`: whoever has seen the plate recognises it. A plate ends with four digits. */
export const maskPlate = (plate: string): string => `****${plate.slice(-4)}`;
