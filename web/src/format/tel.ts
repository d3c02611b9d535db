/** 01012345678 as people write it; a masked one too. */
export const formatTel = (tel: string): string => tel.replace(/^(\d{3})([\d*]{3,4})(\d{4})$/, '$1-$2-$3');
