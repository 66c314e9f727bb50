import { Html } from './html.js';

/** Inline, and small: the page must not need a second request. Colours keep a contrast of at least 4.5 in both schemes. */
export const STYLE = new Html(`
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --soft: #57606a; --line: #8c959f; --accent: #0b57d0; --on-accent: #ffffff }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #15191f; --soft: #a5b0bc; --line: #6e7681; --accent: #8ab4f8; --on-accent: #0b1a33 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif }
header, main, footer { max-width: 32rem; margin: 0 auto; padding: 1rem }
header, footer, .note { color: var(--soft); font-size: .9375rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem }
h2 { font-size: 1.125rem; margin: 0 0 .5rem }
section { border-top: 1px solid var(--line); padding: 1.25rem 0 }
label { display: block; margin-bottom: .25rem }
select, button, .button { font: inherit; min-height: 3rem; width: 100%; border-radius: .5rem; border: 2px solid var(--accent); padding: .5rem 1rem }
select { background: var(--paper); color: var(--ink); margin-bottom: .75rem; border-color: var(--line) }
button, .button { background: var(--paper); color: var(--accent); font-weight: 600; cursor: pointer; display: block; text-align: center; text-decoration: none }
.primary { background: var(--accent); color: var(--on-accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
code { overflow-wrap: anywhere }
`);
