import { find } from './element.js';

const panes = find('#panes', HTMLElement);
const customer = find('iframe[name="customer"]', HTMLIFrameElement);
const customerTab = find('.tabs a[href="#customer-pane"]', HTMLAnchorElement);
const phoneTab = find('.tabs a[href="#phone-pane"]', HTMLAnchorElement);
const tabs = [customerTab, phoneTab];

/** @param {HTMLAnchorElement} tab */
const paneOf = (tab) => find(tab.hash, HTMLElement);

// Where both panes fit side by side there are no tabs. Elsewhere the tab of the visible pane is current.
const inSight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) setCurrent(tabs.find((tab) => paneOf(tab) === target));
    }
  },
  { root: panes, threshold: 0.6 },
);
for (const tab of tabs) {
  inSight.observe(paneOf(tab));
  tab.addEventListener('click', (event) => {
    event.preventDefault();
    paneOf(tab).scrollIntoView({ inline: 'start', block: 'nearest' });
  });
}

/** @param {HTMLAnchorElement | undefined} current */
function setCurrent(current) {
  for (const tab of tabs) tab.setAttribute('aria-current', String(tab === current));
  if (current === phoneTab) setNews(false);
}

/** @param {boolean} there whether the phone has an AlimTalk that its tab has not shown */
function setNews(there) {
  phoneTab.classList.toggle('news', there);
  if (there) phoneTab.setAttribute('aria-label', '고객의 카카오톡, 새 알림톡이 있어요');
  else phoneTab.removeAttribute('aria-label');
}

window.addEventListener('message', ({ origin, data }) => {
  const hidden = phoneTab.getAttribute('aria-current') !== 'true';
  if (origin === location.origin && data === 'arrived' && hidden) setNews(true);
});

find('#reload', HTMLButtonElement).addEventListener('click', () => {
  customer.src = customer.getAttribute('src') ?? '';
});
