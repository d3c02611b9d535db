const panes = document.getElementById('panes');
const customer = document.querySelector('iframe[name="customer"]');
const tabs = [...document.querySelectorAll('.tabs a')];
const phoneTab = tabs.at(-1);
const paneOf = (tab) => document.querySelector(tab.hash);

// Where both fit side by side there are no tabs; else the one whose pane is in sight is current.
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

function setCurrent(current) {
  for (const tab of tabs) tab.setAttribute('aria-current', String(tab === current));
  if (current === phoneTab) setNews(false);
}

function setNews(there) {
  phoneTab.classList.toggle('news', there);
  if (there) phoneTab.setAttribute('aria-label', '고객의 카카오톡, 새 알림톡이 있어요');
  else phoneTab.removeAttribute('aria-label');
}

window.addEventListener('message', ({ origin, data }) => {
  const hidden = phoneTab.getAttribute('aria-current') !== 'true';
  if (origin === location.origin && data === 'arrived' && hidden) setNews(true);
});

document.getElementById('reload').addEventListener('click', () => {
  customer.src = customer.getAttribute('src');
});
