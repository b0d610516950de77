import '@/assets/tokens.css';
import '@/assets/controls.css';
import 'uplot/dist/uPlot.min.css';
import './popup.css';
import { render } from 'preact';
import { App } from './App.tsx';
import { createPopupPorts } from './popup-ports.ts';

const root = document.getElementById('root');
if (root) render(<App ports={createPopupPorts(location.search)} />, root);
