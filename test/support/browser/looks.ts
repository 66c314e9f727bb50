export const PHONE = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } as const;
export const DESKTOP = { viewport: { width: 1440, height: 900 } } as const;

/** In which every view is opened. */
export const LOOKS = [
  { look: 'phone, light', options: { ...PHONE, colorScheme: 'light' } },
  { look: 'phone, dark', options: { ...PHONE, colorScheme: 'dark' } },
  { look: 'desktop, light', options: { ...DESKTOP, colorScheme: 'light' } },
  { look: 'desktop, dark', options: { ...DESKTOP, colorScheme: 'dark' } },
] as const;
