import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';
import './styles/parts.css';
import './styles/sign-in.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, signInLoaded } from './app.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
// What index.html shows to a visitor stays until the same screen is there with its fields. When that fails, boot.js reloads.
if (document.documentElement.classList.contains('start')) await signInLoaded();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
// The names of 92 font files are most of what all style sheets weigh. Until they are there, the device's own font is shown.
void import('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css');
