import '@/assets/tokens.css';
import '@/assets/controls.css';
import './options.css';
import { render } from 'preact';
import { App } from './App.tsx';
import { createOptionsPorts } from './options-ports.ts';

const root = document.getElementById('root');
if (root) render(<App ports={createOptionsPorts()} />, root);
