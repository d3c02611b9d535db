import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';
import './styles/parts.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { kept } from './api/kept.ts';
import { App } from './app.tsx';

// A tab from before a deploy asks for files that are gone: loaded again, it is of today. Once; another reason does not go away
// by that.
const reloaded = kept(() => sessionStorage, 'movecall.reloaded');
window.addEventListener('vite:preloadError', () => {
  const recently = Date.now() - Number(reloaded.read() ?? 0) < 60_000;
  if (recently || !navigator.onLine) return;
  reloaded.write(String(Date.now()));
  location.reload();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
