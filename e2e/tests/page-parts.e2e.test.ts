import { describe } from 'vitest';
import { addressTests } from './support/page-address.ts';
import { contractTests } from './support/page-contract.ts';
import { mapTests } from './support/page-map.ts';
import { priceBookTests } from './support/page-price-book.ts';
import { sharedSite, startSite, withoutChromium } from './support/site.ts';

// On a busy machine the provider of addresses may answer later than a customer is made to wait.
const startPatient = () => startSite({ env: { KAKAO_LOCAL_TIMEOUT_MS: '5000' } });

// Tests that leave the system as it was, or change it in ways that the others do not see, share one: it takes seconds to start.
describe.skipIf(withoutChromium)('parts of the page in a browser', () => {
  const site = sharedSite(startPatient);
  describe('an address field that suggests', () => {
    addressTests(site);
  });
  describe('a map of the country on which both homes are chosen', () => {
    mapTests(site);
  });
  describe('the contract of a call in a browser', () => {
    contractTests(site);
  });
  describe('the price book in a browser', () => {
    priceBookTests(site);
  });
});
