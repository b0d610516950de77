import { expect, test } from 'vitest';
import { isToggleKey } from '../../../entrypoints/overlay.content/toggle-key.ts';

const ALT_L = {
  code: 'KeyL',
  altKey: true,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  repeat: false,
  isTrusted: true,
};

test('Alt+L is the key, by its place on the keyboard', () => {
  expect(isToggleKey(ALT_L)).toBe(true);
  expect(isToggleKey({ ...ALT_L, code: 'KeyK' })).toBe(false);
});

test.each(['ctrlKey', 'metaKey', 'shiftKey'] as const)('with %s it is another key', (extra) => {
  expect(isToggleKey({ ...ALT_L, [extra]: true })).toBe(false);
});

test('L alone is typing', () => {
  expect(isToggleKey({ ...ALT_L, altKey: false })).toBe(false);
});

test('a key held down toggles once', () => {
  expect(isToggleKey({ ...ALT_L, repeat: true })).toBe(false);
});

test('a key made up by the page does nothing', () => {
  expect(isToggleKey({ ...ALT_L, isTrusted: false })).toBe(false);
});
