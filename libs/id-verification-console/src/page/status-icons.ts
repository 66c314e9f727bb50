/** One picture for each kind of status; the style sheet shows the one that fits. */
export const STATUS_ICONS = [
  ['open', '<path class="turning" d="M12 3a9 9 0 1 1-9 9"/>'],
  ['passed', '<path d="m5 12.5 4.5 4.5L19 7.5"/>'],
  ['failed', '<path d="m6.5 6.5 11 11m0-11-11 11"/>'],
  ['expired', '<path d="M12 7v5.5l3.5 2"/><circle cx="12" cy="12" r="9"/>'],
]
  .map(([name, shape]) => `<svg class="icon ${name}" viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`)
  .join('');
